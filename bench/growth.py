"""The same pages over the small network; the plan puts them beside those of the large one."""

from bench.pages import addresses, times
from bench.rows import against, middle
from bench.start import begin, end, officer, signed_in


def main():
    told = begin()
    client, measured = signed_in(officer("somying")), []
    for name, page, bare in addresses():
        own, base = times(client, page, bare, told.runs)
        row = against(f"{name}: time, small network", told.small, middle(own), "ms", "bare view", middle(base))
        measured.append(row)
    end(told, measured)


if __name__ == "__main__":
    main()
