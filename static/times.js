/* Moves «5 минут назад» on while a page stays open, over midnight too, in the words of web/times.py. What is to come
   and other years stay as the server wrote them. */

const words = document.getElementById("words").dataset;
const locale = document.body.dataset.locale;
const zone = document.body.dataset.zone;
const HOUR = 60;
const DAY = 86_400_000;
const PATIENCE = 90_000;

/* How far this device's clock is off the server's; a page may be on its way for a while, so a little is nothing. */
const off = Number(document.body.dataset.now) ? Date.now() - Number(document.body.dataset.now) : 0;
const skew = Math.abs(off) > PATIENCE ? off : 0;

export const serverNow = () => Date.now() - skew;

let distance, clock, day, date;
try {
  distance = new Intl.RelativeTimeFormat(locale, { numeric: "always" });
  clock = new Intl.DateTimeFormat("en-GB", { hour: "numeric", minute: "2-digit", hourCycle: "h23", timeZone: zone });
  day = new Intl.DateTimeFormat("en-CA", { timeZone: zone });
  date = new Intl.DateTimeFormat(locale === "en" ? "en-GB" : locale, { day: "numeric", month: "long", timeZone: zone });
} catch { /* an old browser keeps what the server wrote */ }

function said(then, now) {
  const minutes = Math.floor(now / 60000) - Math.floor(then / 60000);
  if (minutes < -1) return null;
  if (minutes <= 0) return words.justNow;
  if (minutes < HOUR) return distance.format(-minutes, "minute");
  const that = day.format(then);
  const near = { [day.format(now - DAY)]: words.yesterday, [day.format(now)]: words.today }[that];
  if (near) return near.replace("{clock}", clock.format(then).replace(/^0(?=\d)/, ""));
  return that.slice(0, 4) === day.format(now).slice(0, 4) ? date.format(then) : null;
}

export function moveTimes(now = serverNow()) {
  if (!date) return;
  for (const time of document.querySelectorAll("time.when")) {
    const text = said(Date.parse(time.dateTime), now);
    if (text && text !== time.textContent) time.textContent = text;
  }
}

export function startTimes() {
  setInterval(() => { if (!document.hidden) moveTimes(); }, 30000);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) moveTimes(); });
}
