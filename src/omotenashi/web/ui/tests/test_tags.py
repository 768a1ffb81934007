# SPDX-License-Identifier: Apache-2.0
"""Tags write safe HTML, icons have words, forms say their errors, and no message is left untranslated."""

from pathlib import Path

import pytest
from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from omotenashi.web.ui import build, errors, middleware, toasts
from omotenashi.web.ui.markup import attributes


def render(source: str, **context: object) -> str:
    with translation.override("en"):
        return Template("{% load ui %}" + source).render(Context(context))


def test_keywords_become_attributes() -> None:
    extra = {"hx_post": "/a/?b=1&c=2", "disabled": True, "hidden": False, "title": None, "class_": 'x"'}
    assert attributes(extra) == ' hx-post="/a/?b=1&amp;c=2" disabled="" class="x&quot;"'


def test_a_button_with_an_address_is_a_link() -> None:
    assert render('{% button "Go" href="/x/" %}').strip() == (
        '<a class="o-button o-button-plain o-button-md" href="/x/"><span>Go</span></a>'
    )


def test_an_icon_is_hidden_from_screen_readers_and_its_word_is_not() -> None:
    html = render('{% icon "close" "Close" %}')
    assert 'aria-hidden="true"' in html
    assert html.endswith('<span class="o-hidden">Close</span>')


def test_an_unknown_icon_is_a_mistake() -> None:
    with pytest.raises(KeyError, match="nonsense"):
        render('{% icon "nonsense" %}')


def test_an_unknown_channel_stands_for_itself() -> None:
    assert "<span>KIOSK</span>" in render('{% channel "KIOSK" %}')


def test_a_field_ties_its_error_to_its_control() -> None:
    class Form(forms.Form):
        mail = forms.EmailField()

    html = render("{% field form.mail %}", form=Form({"mail": "x"}))
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_mail-error"' in html
    assert 'id="id_mail-error"' in html


def test_progress_asks_again_only_while_it_runs() -> None:
    running = render('{% progress "Reading" 5 10 poll="/job/" %}')
    done = render('{% progress "Reading" 10 10 poll="/job/" state="done" %}')
    assert ('hx-get="/job/"' in running, 'hx-get="/job/"' in done) == (True, False)


def test_a_toast_on_an_htmx_answer_is_plain_ascii() -> None:
    answer = toasts.trigger(HttpResponse(), "保存しました", undo="/undo/")
    assert answer["HX-Trigger"].isascii()


@pytest.mark.parametrize("name", ["bad_request", "forbidden", "not_found", "server_error", "csrf_failure"])
def test_an_error_page_needs_nothing_and_gives_a_code(name: str) -> None:
    answer = getattr(errors, name)(RequestFactory().get("/x/"))
    statuses = {"bad_request": 400, "forbidden": 403, "not_found": 404, "server_error": 500, "csrf_failure": 403}
    assert answer.status_code == statuses[name]
    assert f"<code>{answer['Omotenashi-Code']}</code>" in answer.content.decode()


def test_the_lock_names_no_address() -> None:
    assert "://" not in (build.FRONTEND / "package-lock.json").read_text()


def test_the_build_rests_when_no_source_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "BUILT", tmp_path)
    (tmp_path / ".stamp").write_text(build.fingerprint())
    assert build.build() is False


def test_an_upload_is_told_where_to_go_and_a_plain_form_is_redirected() -> None:
    def redirecting(_request: HttpRequest) -> HttpResponse:
        response = HttpResponseRedirect("/next/")
        response.set_cookie("kept", "1")
        return response

    serve, request = middleware.upload_redirect(redirecting), RequestFactory()
    told = serve(request.post("/x/", headers={"Omotenashi-Upload": "true"}))
    plain = serve(request.post("/x/"))
    assert (told.status_code, told["HX-Redirect"], told.cookies["kept"].value) == (204, "/next/", "1")
    assert (plain.status_code, plain["Location"]) == (302, "/next/")
