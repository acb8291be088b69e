#include "pipeline/totals/run_sum.h"

#include <cstdint>
#include <cstring>

// Compiled a second time for processors with AVX2; the version is chosen at run time. Sanitizers
// cannot follow that choice.
#if defined(__x86_64__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define CITYFLUX_FOR_SEVERAL_PROCESSORS __attribute__((target_clones("avx2", "default")))
#else
#define CITYFLUX_FOR_SEVERAL_PROCESSORS
#endif

namespace cityflux {
namespace {

constexpr std::size_t lanes = 4;

template <typename T> struct Lanes;
template <> struct Lanes<float> {
    using Values [[gnu::vector_size(lanes * sizeof(float))]] = float;
    using Mask [[gnu::vector_size(lanes * sizeof(float))]] = std::int32_t;
};
template <> struct Lanes<double> {
    using Values [[gnu::vector_size(lanes * sizeof(double))]] = double;
    using Mask [[gnu::vector_size(lanes * sizeof(double))]] = std::int64_t;
};

template <typename T>
[[gnu::always_inline]] inline RunSum sum_in_lanes(const T* values, std::size_t count)
{
    using Values = typename Lanes<T>::Values;
    using Mask = typename Lanes<T>::Mask;
    using Sums = Lanes<double>::Values;
    using Counts = Lanes<double>::Mask;
    Sums sums {};
    Counts valid {};
    const std::size_t whole = count / lanes * lanes;
    for (std::size_t i = 0; i < whole; i += lanes) {
        Values four;
        std::memcpy(&four, values + i, sizeof four);
        const Mask has_data = four == four;
        const Values data = reinterpret_cast<Values>(reinterpret_cast<Mask>(four) & has_data);
        sums += __builtin_convertvector(data, Sums);
        valid -= __builtin_convertvector(has_data, Counts);
    }
    for (std::size_t i = whole; i < count; ++i) {
        const bool has_data = values[i] == values[i];
        sums[0] += has_data ? static_cast<double>(values[i]) : 0.0;
        valid[0] += has_data ? 1 : 0;
    }
    return { (sums[0] + sums[1]) + (sums[2] + sums[3]),
        static_cast<std::size_t>(valid[0] + valid[1] + valid[2] + valid[3]) };
}

} // namespace

CITYFLUX_FOR_SEVERAL_PROCESSORS RunSum sum_run(const float* values, std::size_t count)
{
    return sum_in_lanes(values, count);
}

CITYFLUX_FOR_SEVERAL_PROCESSORS RunSum sum_run(const double* values, std::size_t count)
{
    return sum_in_lanes(values, count);
}

} // namespace cityflux
