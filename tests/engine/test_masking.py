"""Personal numbers never leave the house in full."""

from __future__ import annotations

import pytest

from engine.masking import is_personal, masked


@pytest.mark.parametrize("name", ["nik", "NIK", "no_kk", "noKK", "nomorKk", "pemohon.nik", "nik_pemohon", "npwp"])
def test_names_of_personal_numbers(name: str) -> None:
    assert is_personal(name)


@pytest.mark.parametrize("name", ["nikah", "teknik", "kkn", "alamat", "no_surat", "kategori"])
def test_names_that_only_look_like_it(name: str) -> None:
    assert not is_personal(name)


def test_the_last_four_stay() -> None:
    assert masked("nik", "3574012345674821") == "•••• 4821"
    assert masked("nik", 3574012345674821) == "•••• 4821"
    assert masked("nik", "4821") == "••••"


def test_at_any_depth_and_in_any_text() -> None:
    value = {"pemohon": {"nik": "3574012345674821", "nama": "Sari"}, "anak": [{"no_kk": "3574012345679999"}]}
    assert masked("berkas", value) == {
        "pemohon": {"nik": "•••• 4821", "nama": "Sari"},
        "anak": [{"no_kk": "•••• 9999"}],
    }
    assert masked("catatan", "NIK 3574012345674821 cocok") == "NIK •••• 4821 cocok"
    assert masked("ktp", 3574012345674821) == "•••• 4821"


def test_what_is_no_text_stays() -> None:
    assert masked("nik", None) is None
    assert masked("nik_cocok", True) is True
    assert masked("jumlah", 12) == 12
