"""What every page of the real application shares: the way in and the refusals."""


def test_the_keyboard_reaches_the_content_first(client):
    text = client.get("/about").text

    assert text.index('href="#main"') < text.index("<header")
    assert 'id="main"' in text


def test_an_unknown_address_is_refused_in_words_with_a_number(client):
    answer = client.get("/nowhere")

    assert answer.status_code == 404
    assert answer.headers["X-Request-ID"] in answer.text
