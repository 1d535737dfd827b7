"""manage.py asso_portal: keys to the API, the triggers, and the repair of what they missed."""

from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError

from ...feed import repair, triggers
from ...models import SCOPES, Token, TooManyTokens


class Command(BaseCommand):
    help = "Keys to the API (token), the triggers of the database, and a scan for what they missed"

    def add_arguments(self, parser):
        commands = parser.add_subparsers(dest="command", required=True)
        commands.add_parser("scan", help="compare every record with what was served of it")
        install = commands.add_parser("triggers", help="install the triggers that are missing")
        install.add_argument(
            "--remove", action="store_true", help="remove them all, before the app is taken out"
        )
        token = commands.add_parser("token", help="keys to the API")
        actions = token.add_subparsers(dest="action", required=True)
        create = actions.add_parser("create", help="make one, and show it this once")
        create.add_argument("name", help="who it is for")
        create.add_argument(
            "--scope", action="append", choices=SCOPES, help="may be repeated; all by default"
        )
        create.add_argument("--days", type=int, default=365, help="days until it expires")
        actions.add_parser("list", help="show those that live")
        revoke = actions.add_parser("revoke", help="end one at once")
        revoke.add_argument("prefix", help="the beginning of the token, as the list shows it")

    def handle(self, *_args, **options):
        match options["command"], options.get("action"):
            case "scan", _:
                self.scan()
            case "triggers", _:
                self.triggers(options["remove"])
            case _, "create":
                self.create_token(options["name"], options["scope"], options["days"])
            case _, "list":
                self.list_tokens()
            case _, "revoke":
                self.revoke_token(options["prefix"])

    def scan(self):
        missed = repair.scan()
        for source, count in missed.items():
            self.stdout.write(f"{source}: {count} had changed unseen")
        self.stdout.write("They are in the feed now." if missed else "Nothing was missed.")

    def triggers(self, remove):
        if remove:
            triggers.remove()
            self.stdout.write("There are no triggers now: changes are not followed.")
        elif triggers.install():
            self.stdout.write("The triggers are installed; the next call compares everything.")
        else:
            self.stdout.write("All triggers were there.")

    def create_token(self, name, scope, days):
        if days < 1:
            raise CommandError("A token lives for one day or more.")
        try:
            token, text = Token.issue(name, scope or SCOPES, timedelta(days=days))
        except TooManyTokens:
            raise CommandError(
                f"Two tokens of {name} are alive: revoke the one that is not used any more."
            ) from None
        self.stdout.write(text)
        self.stderr.write(
            f"For {name} until {token.expires:%Y-%m-%d}: {', '.join(token.scopes)}. "
            "It is not shown again."
        )

    def list_tokens(self):
        for token in Token.alive.order_by("name", "created"):
            used = f"{token.last_used:%Y-%m-%d %H:%M}" if token.last_used else "never"
            self.stdout.write(
                f"{token.prefix} {token.name}: {', '.join(token.scopes)}; "
                f"until {token.expires:%Y-%m-%d}; last used {used}"
            )

    def revoke_token(self, prefix):
        token = Token.alive.filter(prefix=prefix).first()
        if not token:
            raise CommandError(f"No living token begins with {prefix}.")
        token.revoke()
        self.stdout.write(f"{token} is revoked.")
