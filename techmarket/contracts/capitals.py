"""Amounts in the capital characters that contracts and invoices are written with."""

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("仟", "佰", "拾", "")
WAN = 10**4
YI = 10**8
FEN_PER_YUAN = 100
FEN_PER_JIAO = 10


def amount_in_capitals(fen: int) -> str:
    """Write a non-negative amount in fen as 人民币大写, for example 壹佰贰拾捌万元整.

    整 closes an amount without fen, 零 bridges an empty place (支付结算办法 annex 1).
    """
    yuan, rest = divmod(fen, FEN_PER_YUAN)
    jiao, odd_fen = divmod(rest, FEN_PER_JIAO)
    if not rest:
        return f"{_whole(yuan) or DIGITS[0]}元整"
    words = f"{_whole(yuan)}元" if yuan else ""
    if jiao:
        words += f"{DIGITS[jiao]}角"
    elif yuan:
        words += DIGITS[0]
    return words + (f"{DIGITS[odd_fen]}分" if odd_fen else "整")


def _whole(number: int) -> str:
    """Write a whole number; nothing for zero."""
    for unit, name in ((YI, "亿"), (WAN, "万")):
        if number >= unit:
            high, low = divmod(number, unit)
            return f"{_whole(high)}{name}{_bridged(low, unit)}"
    return _four_places(number)


def _bridged(low: int, unit: int) -> str:
    """Write what stands below a unit, with 零 where its highest place is empty."""
    bridge = DIGITS[0] if 0 < low < unit // 10 else ""
    return bridge + _whole(low)


def _four_places(number: int) -> str:
    words, gap = "", False
    for digit, place in zip(f"{number:04d}", PLACES, strict=True):
        if digit == "0":
            gap = bool(words)
            continue
        words += (DIGITS[0] if gap else "") + DIGITS[int(digit)] + place
        gap = False
    return words
