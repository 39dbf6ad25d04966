"""The page of elements: for everybody, in both languages, narrowed by its address, with the stories it points to."""

from __future__ import annotations

from flask.testing import FlaskClient

from web.docs.published import stories


def test_a_stranger_reads_the_table(stranger: FlaskClient) -> None:
    for language, heading in (("id", "Yang dijalankan Alur"), ("en", "What Alur runs")):
        stranger.set_cookie("language", language)
        page = stranger.get("/docs/elements").get_data(as_text=True)
        assert f"<h1>{heading}</h1>" in page
        assert "Exclusive gateway" in page


def test_the_table_is_narrowed_by_its_address(stranger: FlaskClient) -> None:
    stranger.set_cookie("language", "en")
    page = stranger.get("/docs/elements?q=complex&runs=nowhere").get_data(as_text=True)
    assert "Complex gateway" in page
    assert "Exclusive gateway" not in page
    assert "No element fits" in stranger.get("/docs/elements?q=frob").get_data(as_text=True)


def test_every_story_can_be_read(stranger: FlaskClient) -> None:
    for slug, story in stories().items():
        answer = stranger.get(f"/docs/elements/stories/{slug}")
        assert answer.status_code == 200, slug
        assert story.file in answer.get_data(as_text=True)
    assert stranger.get("/docs/elements/stories/frob").status_code == 404
