"""The clients from npm against a running Alur; what they do is in the scripts beside this file."""

from __future__ import annotations

import pytest

from . import npm
from .conftest import Live


@pytest.mark.parametrize("script", ["cluster_api.mjs", "sdk.mjs"])
def test_a_client_from_npm_does_all_an_integrator_does(live: Live, script: str) -> None:
    said = npm.run(script, URL=live.url, LOGIN=live.login, PASSWORD=live.password, TOKEN=live.token,
                   CLIENT_ID=live.client_id, FILES=str(live.files))  # fmt: skip
    assert said.strip().endswith("done")
