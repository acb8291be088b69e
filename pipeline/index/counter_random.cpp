#include "pipeline/index/counter_random.h"

namespace cityflux {

std::array<std::uint32_t, 4> CounterRandom::bits(Place place) const
{
    constexpr std::uint64_t multiplier_0 = 0xD2511F53;
    constexpr std::uint64_t multiplier_1 = 0xCD9E8D57;
    constexpr std::uint32_t step_0 = 0x9E3779B9; // golden ratio
    constexpr std::uint32_t step_1 = 0xBB67AE85; // sqrt(3) - 1
    constexpr int rounds = 10;
    std::uint32_t key_0 = key_[0];
    std::uint32_t key_1 = key_[1];
    for (int round = 0; round < rounds; ++round) {
        const std::uint64_t product_0 = multiplier_0 * place[0];
        const std::uint64_t product_1 = multiplier_1 * place[2];
        place = { static_cast<std::uint32_t>(product_1 >> 32) ^ place[1] ^ key_0,
            static_cast<std::uint32_t>(product_1),
            static_cast<std::uint32_t>(product_0 >> 32) ^ place[3] ^ key_1,
            static_cast<std::uint32_t>(product_0) };
        key_0 += step_0;
        key_1 += step_1;
    }
    return place;
}

std::array<double, 2> CounterRandom::two(Place place) const
{
    const auto word = bits(place);
    const auto share = [](std::uint32_t high, std::uint32_t low) {
        return static_cast<double>((std::uint64_t { high } << 32 | low) >> 11) * 0x1p-53;
    };
    return { share(word[0], word[1]), share(word[2], word[3]) };
}

} // namespace cityflux
