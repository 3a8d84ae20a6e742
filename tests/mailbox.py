"""A letter box in the place of the mail server."""

from techmarket.kernel.mail import Letter


class MailBox:
    """Keeps every letter; refuses those to the addresses in `refuses`."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []
        self.refuses: set[str] = set()

    def send(self, letter: Letter) -> None:
        if letter.to in self.refuses:
            raise OSError("the mail server does not answer")
        self.letters.append(letter)

    def to(self, address: str) -> list[Letter]:
        return [letter for letter in self.letters if letter.to == address]
