"""How a browser named itself, in words a person knows their own by."""

# The order matters: most browsers also claim to be Chrome, and Chrome to be Safari.
_BROWSERS = (
    ("YaBrowser/", "Яндекс.Браузер"), ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip
LONGEST = 60


def device(agent: str) -> str:
    """«Firefox, Windows»; the beginning of an unknown name; "" when there was none."""
    names = [next((name for mark, name in known if mark in agent), "") for known in (_BROWSERS, _SYSTEMS)]
    return ", ".join(name for name in names if name) or agent[:LONGEST]
