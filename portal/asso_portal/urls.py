"""The calls of the bridge; include them under the prefix that its portal_url names."""

from django.urls import path, re_path

from .api import balances, bank_files, changes, openapi
from .api.endpoint import endpoint

app_name = "asso_portal_api"
READ, BALANCES, OUTCOMES, BANK = "changes:read", "balances:write", "outcomes:write", "bank:carry"

urlpatterns = [
    path("v1/changes", endpoint("changes", GET=(READ, changes.changes))),
    path("v1/snapshot", endpoint("snapshot", GET=(BALANCES, balances.snapshot))),
    path(
        "v1/snapshots/<str:generation>",
        endpoint("snapshots", PUT=(BALANCES, balances.put_snapshot)),
    ),
    path(
        "v1/snapshots/<str:generation>/chunks/<str:chunk>",
        endpoint("chunks", PUT=(BALANCES, balances.put_chunk)),
    ),
    path("v2/statement", endpoint("statement", GET=(BALANCES, balances.statement))),
    path(
        "v2/statements/<str:generation>",
        endpoint("statements", PUT=(BALANCES, balances.put_statement)),
    ),
    path(
        "v2/statements/<str:generation>/chunks/<str:chunk>",
        endpoint("statement_chunks", PUT=(BALANCES, balances.put_members)),
    ),
    path("v2/bank-files", endpoint("bank_files", GET=(BANK, bank_files.waiting))),
    path("v2/bank-files/<str:id>", endpoint("bank_file", GET=(BANK, bank_files.content))),
    path(
        "v2/bank-files/<str:id>/outcome",
        endpoint("bank_outcome", PUT=(BANK, bank_files.put_outcome)),
    ),
    path("v1/outcomes", endpoint("outcomes", PUT=(OUTCOMES, balances.put_outcomes))),
    path("v1/openapi.json", endpoint("openapi", public=True, GET=("", openapi.document))),
    # The same as in version 1, so that a bridge of version 2 speaks one prefix
    path("v2/changes", endpoint("changes", GET=(READ, changes.changes))),
    path("v2/outcomes", endpoint("outcomes", PUT=(OUTCOMES, balances.put_outcomes))),
    path("v2/openapi.json", endpoint("openapi", public=True, GET=("", openapi.document))),
    re_path("", endpoint("nothing")),
]
