"""How much of a limit can be used at all by things that are taken whole."""

MOST_CHARTERS = 12  # all choices of which are looked at


def most_money(budget: int, prices: list[int]) -> int:
    """Return the most that can be paid for some of these, if they are few."""
    if len(prices) > MOST_CHARTERS:
        return budget
    sums = {0}
    for price in prices:
        sums |= {paid + price for paid in sums if paid + price <= budget}
    return max(sums)


def most_that_fits(limit: int, takes: list[tuple[int, int]]) -> int:
    """Return the largest sum of not more than the limit; takes are amounts and how many there are of each."""
    everything = sum(amount * many for amount, many in takes)
    if everything <= limit or limit > 1 << 14:
        return min(limit, everything)
    mask, sums = (1 << (limit + 1)) - 1, 1
    for amount, many in takes:
        left, size = min(many, limit // amount), 1
        while left > 0:  # so many at once, doubling
            some = min(size, left)
            sums |= (sums << (some * amount)) & mask
            left, size = left - some, size * 2
    return sums.bit_length() - 1
