#pragma once

#include <array>
#include <cstdint>

namespace cityflux {

/// Random numbers that depend only on a seed and a position, not on earlier draws, so that any
/// thread may draw any of them. Philox4x32-10: Salmon, Moraes, Dror & Shaw 2011, "Parallel random
/// numbers: as easy as 1, 2, 3", SC11.
class CounterRandom {
public:
    /// Four counters that identify a draw: run, matrix, row, column.
    using Place = std::array<std::uint32_t, 4>;

    explicit CounterRandom(std::uint64_t seed)
        : key_ { static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32) }
    {
    }

    /// Returns 128 random bits.
    std::array<std::uint32_t, 4> bits(Place place) const;
    /// Returns two independent numbers, uniform in [0, 1), of 53 bits each.
    std::array<double, 2> two(Place place) const;
    /// Returns the first of them.
    double uniform(Place place) const { return two(place)[0]; }

private:
    std::array<std::uint32_t, 2> key_;
};

} // namespace cityflux
