"""Itineraries that were the best way for somebody at some prices, and how many of each group take which.

A market day: every group in turn moves some of its people from its worst itinerary to its best at the prices of the
moment, as far as pays while prices react (coordinate steps on an augmented Lagrangian). Staying is one of the choices.
"""

import numpy as np

from dodomu.engines.planner.grid import Floats, Ints
from dodomu.engines.planner.solvers.compiling import compiled
from dodomu.engines.planner.solvers.market import Market, Quote
from dodomu.engines.planner.solvers.network import Network, Small
from dodomu.engines.planner.solvers.pricing import DEEPEST, add_use

ENDS = -9  # after the last movement
FORGOTTEN = 30_000
GROWTH = 1.4
A_TRACE = 1e-9  # persons
ROWS_OF_ONE = 400  # an itinerary uses fewer rows than this on average; storage grows by it


@compiled
def gather(
    net: Network,
    combo_of: Small,
    combo_place: Small,
    combo_sort: Small,
    ratios: Floats,
    group_from: Small,
    group_weight: Floats,
    group_left: Floats,
    group_before: Floats,
    limited: np.ndarray,
    eps: float,
    whats: Small,
    whens: Small,
    lengths: Small,
    use: Floats,
    head: Small,
    after: Small,
    mark: Ints,
    of: Small,
    value: Floats,
    danger: Floats,
    first: Ints,
    row: Small,
    each: Floats,
    path_what: Small,
    path_when: Small,
    many: int,
    filled: int,
) -> tuple[int, int, int]:
    """Append each group's itinerary unless it is known; return how many there are, cells filled, and groups done."""
    touched = np.empty(ROWS_OF_ONE * 8, dtype=np.int32)
    for group in range(len(lengths)):
        length = lengths[group]
        if length == 0:
            continue
        if many >= len(of) or filled + ROWS_OF_ONE * 8 > len(row):
            return many, filled, group
        code = np.int64(1469598103934665603)
        for index in range(length):
            code = (code ^ np.int64(whats[group, index] + 7)) * np.int64(1099511628211)
            code = (code ^ np.int64(whens[group, index] + 1)) * np.int64(1099511628211)
        known = False
        column = head[group]
        while column >= 0:
            if mark[column] == code:
                known = True
                break
            column = after[column]
        if known:
            continue
        combo = combo_of[group]
        place, sort = combo_place[combo], combo_sort[combo]
        shown = add_use(net, place, group_from[group], ratios[sort], 1.0, whats[group], whens[group], length, use)
        count = rows_used(net, place, whats[group], whens[group], length, touched)
        first[many] = filled
        for index in range(count):
            r = touched[index]
            if use[r] != 0.0 and limited[r]:
                row[filled], each[filled] = r, use[r]
                filled += 1
            use[r] = 0.0
        first[many + 1] = filled
        mark[many], of[many] = code, group
        danger[many] = shown + group_before[group]
        value[many] = group_weight[group] + eps * (group_left[group] - danger[many])
        path_what[many, :length] = whats[group, :length]
        path_when[many, :length] = whens[group, :length]
        if length < DEEPEST:
            path_what[many, length] = ENDS
        after[many] = head[group]
        head[group] = many
        many += 1
    return many, filled, len(lengths)


@compiled
def rows_used(net: Network, place: int, what: Small, when: Small, many: int, touched: Small) -> int:
    """List the rows that `add_use` touches for an itinerary; some may come twice."""
    count, own, begin = 0, True, 0
    for index in range(many):
        choice, moment = what[index], when[index]
        if not own and net.room_row[place] >= 0:
            for waited in range(begin, moment):
                touched[count] = net.room_row[place] + waited
                count += 1
        begin = moment
        if choice == -2:
            touched[count] = net.processing_row[place, moment]
            count += 1
            continue
        own = False
        if choice < net.legs:
            for kind in range(net.kinds):
                touched[count] = net.leg_row[choice] + kind
                count += 1
            if net.leg_permission_row[choice] >= 0:
                touched[count] = net.leg_permission_row[choice]
                count += 1
            touched[count] = net.money_row
            count += 1
            place, begin = net.leg_to[choice], net.leg_end[choice]
        elif choice < net.legs + net.links:
            link = choice - net.legs
            touched[count] = net.money_row
            count += 1
            place, begin = net.link_to[link], moment + net.link_steps[link]
        else:
            each = choice - net.legs - net.links
            fleet = net.round_fleet[each]
            leaves = moment - net.round_out[each]
            for away in range(leaves, moment + net.round_back[each]):
                touched[count] = net.vehicle_row[fleet] + away
                count += 1
            if net.drivers_row[fleet, leaves] >= 0:
                touched[count] = net.drivers_row[fleet, leaves]
                count += 1
            place, begin = net.round_hub[each], moment + net.round_back[each]
    return count


@compiled
def trade(
    order: Ints,
    head: Small,
    after: Small,
    first: Ints,
    row: Small,
    each: Floats,
    value: Floats,
    stay: Floats,
    takes: Floats,
    idle: np.ndarray,
    patience: int,
    price: Floats,
    steep: Floats,
    load: Floats,
    supply: Floats,
) -> float:
    """One market day; returns how many persons moved. `price` is the base, `steep` how fast excess raises it."""
    moved = 0.0
    now = price + steep * (load - supply)  # kept up to date: one look for each cell instead of four
    for at in range(len(order)):
        group = order[at]
        column = head[group]
        if column < 0:
            continue
        best, best_gain = -1, 0.0  # staying gains nothing
        worst, worst_gain = -2, 1e300
        if stay[group] > 1e-9:
            worst, worst_gain = -1, 0.0
        before = -1
        while column >= 0:
            gain = value[column]
            for cell in range(first[column], first[column + 1]):
                asked = now[row[cell]]
                if asked > 0.0:
                    gain -= asked * each[cell]
            if gain > best_gain:
                best, best_gain = column, gain
                idle[column] = 0
            if takes[column] > 1e-9:
                idle[column] = 0
                if gain < worst_gain:
                    worst, worst_gain = column, gain
            idle[column] += 1
            if idle[column] > patience and column != best:  # nobody has wanted it for long: forget it
                idle[column] = FORGOTTEN
                if before < 0:
                    head[group] = after[column]
                else:
                    after[before] = after[column]
            else:
                before = column
            column = after[column]
        if worst in (-2, best) or best_gain - worst_gain < 1e-9:
            continue
        # how fast the advantage shrinks while people move; rows that both use do not matter, but may be counted
        curve = 0.0
        if best >= 0:
            for cell in range(first[best], first[best + 1]):
                r = row[cell]
                if now[r] > -steep[r] * each[cell]:
                    curve += steep[r] * each[cell] * each[cell]
        if worst >= 0:
            for cell in range(first[worst], first[worst + 1]):
                r = row[cell]
                if now[r] > 0.0:
                    curve += steep[r] * each[cell] * each[cell]
        room = stay[group] if worst < 0 else takes[worst]
        many = room if curve <= 0.0 else min(room, (best_gain - worst_gain) / curve)
        moved += many
        if worst < 0:
            stay[group] -= many
        else:
            takes[worst] -= many
            for cell in range(first[worst], first[worst + 1]):
                load[row[cell]] -= many * each[cell]
                now[row[cell]] -= steep[row[cell]] * many * each[cell]
        if best < 0:
            stay[group] += many
        else:
            takes[best] += many
            for cell in range(first[best], first[best + 1]):
                load[row[cell]] += many * each[cell]
                now[row[cell]] += steep[row[cell]] * many * each[cell]
    return moved


def _longer(array: np.ndarray, length: int) -> np.ndarray:
    longer = np.zeros((length, *array.shape[1:]), dtype=array.dtype)
    longer[: len(array)] = array
    return longer


class Pool:
    """Known itineraries of all groups, in flat arrays that grow."""

    def __init__(self, market: Market, eps: float) -> None:
        self.market, self.eps = market, eps
        crowd, groups = market.crowd, market.crowd.groups
        self.combo_of = np.repeat(np.arange(len(crowd.combo_place), dtype=np.int32), np.diff(crowd.combo_groups))
        self.head = np.full(groups, -1, dtype=np.int32)
        self.stay = crowd.group_persons.copy()
        self.many, self.filled = 0, 0
        self._columns, self._cells = max(9 * groups, 1000), max(90 * groups, 40_000)
        self.after = np.full(self._columns, -1, dtype=np.int32)
        self.mark = np.zeros(self._columns, dtype=np.int64)
        self.of = np.zeros(self._columns, dtype=np.int32)
        self.value, self.danger = np.zeros(self._columns), np.zeros(self._columns)
        self.takes = np.zeros(self._columns)
        self.idle = np.zeros(self._columns, dtype=np.int16)
        self.first = np.zeros(self._columns + 1, dtype=np.int64)
        self.what = np.zeros((self._columns, DEEPEST), dtype=np.int32)
        self.when = np.zeros((self._columns, DEEPEST), dtype=np.int32)
        self.row = np.zeros(self._cells, dtype=np.int32)
        self.each = np.zeros(self._cells)
        self.load = np.zeros(market.net.rows)
        self._use = np.zeros(market.net.rows)
        self.pinned = np.zeros(0, dtype=np.int64)  # columns that must not be forgotten; renumbered when others are
        self.times_renumbered = 0

    def learn(self, quote: Quote) -> int:
        """Add the itineraries of a quote that are new; return how many."""
        crowd, before = self.market.crowd, self.many
        lengths = quote.lengths.copy()
        while True:
            self.many, self.filled, done = gather(
                self.market.net,
                self.combo_of,
                crowd.combo_place,
                crowd.combo_sort,
                crowd.sort_ratio,
                crowd.group_from,
                crowd.group_weight,
                crowd.group_left,
                crowd.group_before,
                self.market.limited,
                self.eps,
                quote.whats,
                quote.whens,
                lengths,
                self._use,
                self.head,
                self.after,
                self.mark,
                self.of,
                self.value,
                self.danger,
                self.first,
                self.row,
                self.each,
                self.what,
                self.when,
                self.many,
                self.filled,
            )
            if done == len(lengths):
                return self.many - before
            lengths[:done] = 0
            self._compact()
            self._grow()

    def _compact(self) -> None:
        """Throw away what was forgotten, when that makes room."""
        self.idle[self.pinned[self.pinned >= 0]] = 0
        keep = np.flatnonzero(self.idle[: self.many] < FORGOTTEN)
        if len(keep) > 0.8 * self.many:
            return
        keep = keep[np.argsort(self.of[keep], kind="stable")]  # a group's lie together: they are looked at together
        self.times_renumbered += 1
        new_at = np.full(self.many + 1, -1, dtype=np.int32)
        new_at[keep] = np.arange(len(keep))
        lengths = np.diff(self.first[: self.many + 1])[keep]
        cells = (
            np.repeat(self.first[keep], lengths)
            + np.arange(lengths.sum())
            - np.repeat(np.cumsum(lengths) - lengths, lengths)
        )
        self.row[: len(cells)], self.each[: len(cells)] = self.row[cells], self.each[cells]
        self.first[1 : len(keep) + 1] = np.cumsum(lengths)
        for name in ("mark", "of", "value", "danger", "takes", "idle", "what", "when"):
            array = getattr(self, name)
            array[: len(keep)] = array[keep]
        of = self.of[: len(keep)]
        begins = np.flatnonzero(np.diff(of, prepend=-1))
        self.after[: len(keep)] = np.arange(1, len(keep) + 1)
        self.after[np.append(begins[1:], len(keep)) - 1] = -1
        self.head[:] = -1
        self.head[of[begins]] = begins
        self.pinned = new_at[self.pinned].astype(np.int64)
        self.many, self.filled = len(keep), len(cells)
        self.takes[self.many :] = 0
        self.idle[self.many :] = 0

    def forget(self, unwanted_for: int) -> None:
        """Forget what nobody takes and nobody has wanted for so many days."""
        self.idle[: self.many][(self.idle[: self.many] >= unwanted_for) & (self.takes[: self.many] <= A_TRACE)] = (
            FORGOTTEN
        )
        self._compact()

    def _grow(self) -> None:
        if self.many > 0.7 * self._columns:
            self._columns = int(self._columns * GROWTH)
            for name in ("after", "mark", "of", "value", "danger", "takes", "idle", "what", "when"):
                setattr(self, name, _longer(getattr(self, name), self._columns))
            self.first = _longer(self.first, self._columns + 1)
        if self.filled > 0.7 * self._cells or self.filled + ROWS_OF_ONE * 8 > self._cells - 1:
            self._cells = int(self._cells * GROWTH) + ROWS_OF_ONE * 8
            self.row, self.each = _longer(self.row, self._cells), _longer(self.each, self._cells)

    def day(self, order: Ints, price: Floats, steep: Floats, supply: Floats, patience: int = 10) -> float:
        """Let every group trade once, in this order; return how many persons moved."""
        return float(
            trade(
                order,
                self.head,
                self.after,
                self.first,
                self.row,
                self.each,
                self.value,
                self.stay,
                self.takes,
                self.idle,
                patience,
                price,
                steep,
                self.load,
                supply,
            )
        )

    def worth(self) -> float:
        """Return the value of what is taken."""
        return float(self.value[: self.many] @ self.takes[: self.many])
