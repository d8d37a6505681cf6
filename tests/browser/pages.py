"""Every page of the site and the states it can be in: `make pictures` photographs them, the tests examine them.

A line is a name (of the picture too), an address in which {names} are places of the network (tests/browser/filled.py),
who looks (a visitor, when nobody is named) and how the page gets into its state. A page that is not here fails
tests/browser/test_catalogue.py.
"""

from typing import NamedTuple

from community.help.model import SLUGS
from tests.browser import states
from tests.browser.states import State, all_of, clicked, heard, refused, typed


class Shot(NamedTuple):
    """`status` is what the address answers before anything is done; `site` one of tests/browser/walk.py's.

    `whole`: photographed from its beginning to its end, else only what the window shows.
    """

    name: str
    at: str
    who: str = ""
    state: State | None = None
    status: int = 200
    site: str = "filled"
    script: bool = True
    whole: bool = True


DEMONSTRATION = [
    Shot("demo-welcome", "/", site="demo"),
    Shot("demo-space-visitor", "/s/{garden}", site="demo"),
    Shot("demo-topic-visitor", "/{topic}", site="demo"),
    Shot("demo-home", "/", "teacher", site="demo"),
    Shot("demo-home-parent", "/", "parent", site="demo"),
    Shot("demo-home-administrator", "/", "administrator", site="demo"),
    Shot("demo-notices", "/notices", "teacher", site="demo"),
    Shot("demo-forum", "/forum", "teacher", site="demo"),
    Shot("demo-section", "/{section}", "teacher", site="demo"),
    Shot("demo-topic", "/{topic}", "teacher", site="demo"),
    Shot("demo-chats", "/chats", "teacher", site="demo"),
    Shot("demo-room", "/{room}", "teacher", site="demo"),
    Shot("demo-talk", "/{talk}", "teacher", site="demo"),
    Shot("demo-consultations", "/consultations", "parent", site="demo"),
    Shot("demo-queue", "/{queue}", "parent", site="demo"),
    Shot("demo-request", "/{own}", "parent", site="demo"),
    Shot("demo-request-specialist", "/{taken}", "specialist", site="demo"),
    Shot("demo-board", "/{queue}", "specialist", site="demo"),
    Shot("demo-spaces", "/spaces", "teacher", site="demo"),
    Shot("demo-space", "/s/{garden}", "teacher", site="demo"),
    Shot("demo-members", "/s/{garden}/members", "lead", site="demo"),
    Shot("demo-person", "/people/{specialist}", "teacher", site="demo"),
    Shot("demo-find", "/find?q=адаптация", "teacher", site="demo"),
    Shot("demo-log", "/moderation/log", "moderator", site="demo"),
    Shot("demo-admin-people", "/admin/people", "administrator", site="demo"),
    Shot("demo-admin-live", "/admin/live", "administrator", site="demo"),
]

VISITOR = [
    Shot("welcome", "/"),
    Shot("welcome-before-setup", "/", site="fresh"),
    Shot("setup", "/setup?secret={setup}", site="fresh"),
    Shot("setup-refused", "/setup?secret={setup}", state=refused("main form"), site="fresh"),
    Shot("setup-space", "/setup/space", "administrator", site="empty"),
    Shot("setup-space-refused", "/setup/space", "administrator", refused("main form", {"#f-title": ""}), site="empty"),
    Shot("setup-space-made", "/setup/space", "administrator"),
    Shot("setup-invite", "/setup/invite", "administrator", site="empty"),
    Shot("setup-invite-made", "/setup/invite", "administrator", clicked("main form .button", ".secret")),
    Shot("welcome-empty", "/", site="empty"),
    Shot("find", "/find"),
    Shot("find-nothing", "/find?q=ъъъъ", "teacher"),
    Shot("find-found", "/find?q=адаптация", "teacher"),
    Shot("appearance", "/appearance?back=/"),
    Shot("appearance-signed-in", "/appearance?back=/", "teacher"),
    Shot("sign-in", "/sign-in?next=/chats"),
    Shot("sign-in-refused", "/sign-in", state=states.entering),
    Shot("sign-in-plain", "/sign-in", script=False),
    Shot("sign-up", "/sign-up"),
    Shot("sign-up-refused", "/sign-up", state=states.known_address),
    Shot("sign-up-invited", "/sign-up?invitation={invitation}"),
    Shot("sign-up-closed", "/sign-up", site="empty"),
    Shot("reset", "/reset/{reset}"),
    Shot("policy", "/policy"),
    Shot("policy-empty", "/policy", site="empty"),
    Shot("invitation", "/i/{invitation}"),
    Shot("invitation-ended", "/i/{ended_invitation}", status=410),
    Shot("forum-visitor", "/forum"),
    Shot("consultations-visitor", "/consultations"),
    Shot("spaces-visitor", "/spaces"),
    Shot("space-visitor", "/s/{garden}"),
    Shot("space-card", "/s/{library}"),
    Shot("section-visitor", "/{section}"),
    Shot("topic-visitor", "/{topic}"),
    Shot("room-visitor", "/{room}"),
    Shot("queue-visitor", "/{queue}"),
    Shot("api", "/api/docs"),
]

HOME = [
    Shot("home", "/", "teacher"),
    Shot("home-parent", "/", "parent"),
    Shot("home-newcomer", "/", "newcomer"),
    Shot("home-empty", "/", "administrator", site="empty"),
    Shot("home-offline", "/", "teacher", states.offline),
    Shot("notices", "/notices", "teacher"),
    Shot("notices-empty", "/notices", "newcomer"),
    Shot("forum", "/forum", "teacher"),
    Shot("forum-empty", "/forum", "administrator", site="empty"),
    Shot("consultations", "/consultations", "parent"),
    Shot("consultations-specialist", "/consultations", "specialist"),
    Shot("consultations-empty", "/consultations", "administrator", site="empty"),
]

SPACES = [
    Shot("space", "/s/{garden}", "teacher"),
    Shot("space-owner", "/s/{garden}", "lead"),
    Shot("space-outsider", "/s/{speech}", "newcomer"),
    Shot("space-closed", "/s/{library}", "teacher"),
    Shot("space-empty", "/s/{summer}", "lead"),
    Shot("space-about", "/s/{garden}/about", "teacher"),
    Shot("space-members", "/s/{garden}/members", "teacher"),
    Shot("space-members-owner", "/s/{garden}/members", "lead", clicked("main details.more summary", ".more-list")),
    Shot("space-members-none", "/s/{garden}/members?words=ъъъ", "lead"),
    Shot("space-edit", "/s/{garden}/edit", "lead"),
    Shot("space-edit-refused", "/s/{garden}/edit", "lead", refused("main form", {"#f-title": ""})),
    Shot("space-new", "/spaces/new", "teacher"),
    Shot("space-new-administrator", "/spaces/new", "administrator"),
    Shot("spaces", "/spaces", "teacher"),
    Shot("spaces-mine-empty", "/spaces?kind=partner&region=77", "newcomer"),
    Shot("invitations", "/s/{garden}/invitations", "lead"),
    Shot("invitations-made", "/s/{garden}/invitations", "lead", clicked("main form .button", ".secret")),
    Shot(
        "invitations-list", "/s/{garden}/invitations", "lead",
        typed({"textarea[name=emails]": "lena@example.org\nне адрес\nanna@example.org"},
              "form[action$='/list'] .button", ".secret"),
    ),
    Shot("invitation-signed-in", "/i/{invitation}", "newcomer"),
]  # fmt: skip

FORUM = [
    Shot("section", "/{section}", "teacher"),
    Shot("section-owner", "/{section}", "administrator"),
    Shot("section-moderator", "/{section}", "moderator"),
    Shot("section-narrow", "/{narrow_section}", "teacher"),
    Shot("section-empty", "/{empty_section}", "teacher"),
    Shot("section-edit", "/{section}/edit", "administrator"),
    Shot("section-new", "/s/{garden}/f/new", "lead"),
    Shot("topic", "/{topic}", "teacher"),
    Shot("topic-plain", "/{topic}?at=2&reply={reply}#answer", "teacher", script=False),
    Shot("topic-marked", "/{topic}?at=4#post-4", "lead"),
    Shot("topic-reply", "/{topic}", "teacher", clicked(".post[data-seq='3'] [data-act=reply]", "li form[data-answer]")),
    Shot("topic-quote", "/{topic}", "teacher", clicked(".post[data-seq='2'] [data-act=quote]", "li form[data-answer]")),
    Shot("topic-preview", "/{topic}", "teacher",
         typed({"#f-body": "- **раз**\n- два"}, "[data-preview-button]", "[data-preview] li")),
    Shot("topic-refused", "/{topic}", "teacher", refused("form[data-answer]", {"#f-body": states.FORBIDDEN})),
    Shot("topic-offline", "/{topic}", "teacher", states.offline),
    Shot("topic-new-below", "/{short_topic}", "teacher",
         heard("colleague", "forum.reply", "[data-path] >> nth=1", topic_id="{short_topic_id}", body="А мы рисуем.")),
    Shot("topic-moderator", "/{topic}", "moderator", clicked("main details summary", "main details .card")),
    Shot("topic-guest", "/{short_topic}", "parent"),
    Shot("topic-closed", "/{closed_topic}", "teacher"),
    Shot("topic-hidden", "/{hidden_topic}", "moderator"),
    Shot("topic-leaving", "/{topic}", "teacher", states.leaving_texts, whole=False),
    Shot("topic-new", "/{section}/new", "teacher"),
    Shot("topic-new-hint", "/{section}/new", "colleague"),
    Shot("topic-new-refused", "/{section}/new", "teacher", refused("main form")),
    Shot("topic-retitle", "/t/{topic_id}/edit", "moderator"),
    Shot("topic-move", "/t/{topic_id}/move", "moderator"),
    Shot("topic-move-nowhere", "/t/{topic_id}/move", "administrator"),
    Shot("post-edit", "/p/{post}/edit", "teacher"),
    Shot("post-edit-conflict", "/p/{reply}/edit", "specialist", states.changed_meanwhile("А у нас иначе.")),
    Shot("post-edit-moderator", "/p/{post}/edit", "moderator"),
    Shot("post-remove", "/p/{post}/remove", "teacher"),
    Shot("post-remove-moderator", "/p/{post}/remove", "moderator"),
    Shot("post-restore", "/p/{removed}/restore", "moderator"),
]  # fmt: skip

CHATS = [
    Shot("chats", "/chats", "teacher"),
    Shot("chats-empty", "/chats", "administrator", site="empty"),
    Shot("room", "/{room}", "teacher"),
    Shot("room-opened", "/{room}", "teacher", whole=False),
    Shot("room-plain", "/{room}?reply=18#composer", "teacher", script=False),
    Shot("room-earlier", "/{room}?at=6#message-6", "teacher"),
    Shot("room-empty", "/{quiet_room}", "teacher"),
    Shot("room-hint", "/{quiet_room}", "colleague"),
    Shot("room-closed", "/{closed_room}", "teacher"),
    Shot("room-guest", "/{quiet_room}", "parent"),
    Shot("room-reply", "/{room}", "teacher", states.answering_message),
    Shot("room-menu", "/{room}", "lead", states.menu_of_message),
    Shot("room-editing", "/{talk}", "teacher", states.editing_message),
    Shot("room-pending", "/{talk}", "specialist", states.pending),
    Shot("room-failed", "/{talk}", "specialist", states.failed),
    Shot("room-typing", "/{quiet_room}", "teacher",
         heard("specialist", "chat.typing", ".typing:not(:empty)", room_id="{quiet_room_id}")),
    Shot("room-new-below", "/{live_room}", "moderator", states.new_below, whole=False),
    Shot("room-people", "/{room}/people", "teacher"),
    Shot("room-people-owner", "/{room}/people", "lead"),
    Shot("room-new", "/s/{garden}/rooms/new", "lead"),
    Shot("room-new-refused", "/s/{garden}/rooms/new", "lead", refused("main form")),
    Shot("talk", "/{talk}", "teacher"),
    Shot("message", "/{own_message}", "teacher"),
    Shot("message-moderator", "/{room}/15", "moderator"),
]  # fmt: skip

CONSULTATIONS = [
    Shot("queue", "/{queue}", "parent"),
    Shot("queue-asking", "/{idle_queue}", "parent"),
    Shot("queue-plain", "/{idle_queue}", "parent", script=False),
    Shot("queue-refused", "/{queue}", "parent", refused("#ask form", {"#f-subject": "Не говорит"})),
    Shot("queue-closed", "/{closed_queue}", "parent"),
    Shot("queue-outsider", "/{queue}", "newcomer"),
    Shot("queue-new", "/s/{garden}/queues/new", "lead"),
    Shot("queue-settings", "/{queue}/settings", "lead"),
    Shot("board", "/{queue}", "colleague"),
    Shot("board-lead", "/{queue}", "lead"),
    Shot("board-empty", "/{idle_queue}", "specialist"),
    Shot("request-waiting", "/{waiting}", "parent"),
    Shot("request-outline", "/{waiting}", "specialist"),
    Shot("request-taken", "/{taken}", "parent"),
    Shot("request-taken-specialist", "/{taken}", "colleague"),
    Shot("request-transfer", "/{taken}", "colleague", clicked("main details.more summary", ".more-list")),
    Shot("request-lead", "/{taken}", "lead"),
    Shot("request-held", "/{held}", "colleague"),
    Shot("request-done", "/{done}", "moderator"),
    Shot("request-taken-by-another", "/{taken}", "specialist", status=403),
    Shot("consents", "/settings/consents", "parent", clicked("main details summary", "main details .prose")),
    Shot("consents-empty", "/settings/consents", "newcomer"),
]

OWN = [
    Shot("me", "/people/{anna}", "teacher"),
    Shot("person", "/people/{irina}", "teacher"),
    Shot("person-administrator", "/people/{irina}", "administrator", clicked("main details summary", "#reason")),
    Shot("person-blocked", "/people/{roman}", "administrator", clicked("main details summary")),
    Shot("reset-link", "/people/{irina}", "administrator",
         all_of(clicked("main details summary", "#reason"), clicked("form[action$='/reset-link'] .button", ".secret"))),
    Shot("profile", "/settings/profile", "specialist"),
    Shot("profile-refused", "/settings/profile", "specialist", refused("main form", {"#f-name": "", "#f-handle": "Ж"})),
    Shot("profile-sending", "/settings/profile", "specialist", states.sending),
    Shot("profile-session-ended", "/settings/profile", "specialist", states.session_ended),
    Shot("account", "/settings/account", "teacher"),
    Shot("account-refused", "/settings/account", "teacher",
         typed({"#f-email": "новая@example.org", "#email-password": "не тот"}, "form[action$='/email'] .button",
               ".form-problem, .field-error")),
    Shot("sessions", "/settings/sessions", "teacher"),
    Shot("tokens", "/settings/tokens", "teacher"),
    Shot("tokens-made", "/settings/tokens", "teacher",
         typed({"#f-title": "Выгрузка расписания"}, "main form.form .button:not(.button-danger)", ".secret")),
]  # fmt: skip

ADMINISTRATION = [
    Shot("admin", "/admin", "administrator"),
    Shot("admin-live", "/admin/live", "administrator", clicked("main details summary", "main td")),
    Shot("admin-live-plain", "/admin/live", "administrator", script=False),
    Shot("admin-live-empty", "/admin/live", "administrator", site="empty"),
    Shot("admin-people", "/admin/people", "administrator"),
    Shot("admin-people-none", "/admin/people?words=ъъъ", "administrator"),
    Shot("admin-spaces", "/admin/spaces", "administrator"),
    Shot("admin-registration", "/admin/registration", "administrator"),
    Shot("log", "/moderation/log", "administrator"),
    Shot("log-space", "/moderation/log?space={garden_id}", "moderator"),
    Shot("log-empty", "/moderation/log?space=1", "administrator", site="empty"),
]

HELP = [
    Shot("help", "/help"),
    Shot("help-signed-in", "/help", "teacher"),
    *(Shot(f"help-{slug}", f"/help/{slug}", "" if slug == "parents" else "teacher") for slug in SLUGS),
]

PROBLEMS = [
    Shot("not-found", "/t/999", "teacher", status=404),
    Shot("not-found-visitor", "/nowhere", status=404),
    Shot("forbidden", "/admin", "teacher", status=403),
    Shot("too-fast", "/test/too-fast", "teacher", status=429),
    Shot("fault", "/test/fault", "teacher", status=500),
    Shot("fault-visitor", "/test/fault", status=500),
    Shot("unavailable", "/test/unavailable", "teacher", status=503),
]

ODD = [
    Shot("odd-welcome", "/", site="odd"),
    Shot("odd-home", "/", "reader", site="odd"),
    Shot("odd-home-calm", "/", "calm", site="odd"),
    Shot("odd-notices", "/notices", "reader", site="odd"),
    Shot("odd-forum", "/forum", "reader", site="odd"),
    Shot("odd-section", "/{section}", "reader", site="odd"),
    Shot("odd-topic", "/{topic}", "reader", site="odd"),
    Shot("odd-topic-right", "/{right_topic}", "arabic", site="odd"),
    Shot("odd-topic-move", "/t/{topic_id}/move", "capitals", site="odd"),
    Shot("odd-chats", "/chats", "reader", site="odd"),
    Shot("odd-room", "/{room}", "reader", site="odd"),
    Shot("odd-room-reply", "/{room}", "word", states.answering_message, site="odd"),
    Shot("odd-room-right", "/{right_room}", "hebrew", site="odd"),
    Shot("odd-room-flood", "/{flood}", "reader", site="odd", whole=False),
    Shot("odd-room-people", "/{crowd}/people", "administrator", site="odd"),
    Shot("odd-talk", "/{talk}", "reader", site="odd"),
    Shot("odd-consultations", "/consultations", "reader", site="odd"),
    Shot("odd-queue", "/{queue}", "reader", site="odd"),
    Shot("odd-board", "/{queue}", "word", site="odd"),
    Shot("odd-request", "/{taken}", "word", site="odd"),
    Shot("odd-request-asker", "/{taken}", "reader", site="odd"),
    Shot("odd-request-waiting", "/{waiting}", "reader", site="odd"),
    Shot("odd-spaces", "/spaces", "reader", site="odd"),
    Shot("odd-space", "/s/{wide}", "reader", site="odd"),
    Shot("odd-space-sections", "/s/{crowded}", "reader", site="odd"),
    Shot("odd-space-right", "/s/{right}/about", "reader", site="odd"),
    Shot("odd-members", "/s/{wide}/members", "administrator", site="odd"),
    Shot("odd-person", "/people/{word}", "reader", site="odd"),
    Shot("odd-person-right", "/people/{hebrew}", "reader", site="odd"),
    Shot("odd-profile", "/settings/profile", "word", site="odd"),
    Shot("odd-find", "/find?q=превысокомногорассмотрительствующий", "reader", site="odd"),
    Shot("odd-log", "/moderation/log", "administrator", site="odd"),
    Shot("odd-admin-people", "/admin/people", "administrator", site="odd"),
]

SHOTS = [
    *DEMONSTRATION, *VISITOR, *HOME, *SPACES, *FORUM, *CHATS, *CONSULTATIONS, *OWN, *ADMINISTRATION, *HELP, *PROBLEMS,
    *ODD,
]  # fmt: skip

LOW_VISION = {
    "welcome", "sign-in", "demo-home", "space", "demo-section", "demo-topic", "demo-room", "chats", "demo-board",
    "request-waiting", "profile", "not-found", "appearance",
}  # fmt: skip
"""Photographed in the sets for low vision too; the checks look at every page in them."""

ENGLISH = {
    "demo-welcome", "sign-in", "sign-up", "demo-home", "demo-space", "demo-section", "demo-topic", "demo-room",
    "demo-chats", "queue", "queue-refused", "demo-board", "request-waiting", "request-taken", "profile", "admin",
    "not-found", "appearance", "setup-space",
}  # fmt: skip
"""Photographed in English too."""
