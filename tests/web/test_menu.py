"""The main menu says where the person is: one place, never two."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.web.conftest import SignIn

HERE = re.compile(r'<a href="([^"]+)" aria-current="page">')


@pytest.mark.parametrize(("path", "place"), [("/layanan", "/layanan"), ("/lacak", "/lacak")])
def test_a_guest_is_in_one_place(app: Flask, path: str, place: str) -> None:
    assert HERE.findall(app.test_client().get(path).text) == [place]


@pytest.mark.parametrize(("path", "place"), [("/inbox", "/inbox"), ("/layanan", "/layanan")])
def test_staff_are_in_one_place(sign_in: SignIn, path: str, place: str) -> None:
    assert HERE.findall(sign_in("ana").get(path).text) == [place]
