#include "pipeline/index/tapio.h"

#include "grids/text/error.h"

#include <array>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace cityflux {
namespace {

struct Names {
    std::string_view english;
    std::string_view chinese;
};

/// Names in the order of TapioState.
constexpr std::array<Names, 8> names { {
    { "strong decoupling", "强脱钩" },
    { "weak decoupling", "弱脱钩" },
    { "expansive coupling", "扩张连接" },
    { "expansive negative decoupling", "扩张负脱钩" },
    { "strong negative decoupling", "强负脱钩" },
    { "weak negative decoupling", "弱负脱钩" },
    { "recessive coupling", "衰退连接" },
    { "recessive decoupling", "衰退脱钩" },
} };

TapioState state_of(double co2_change, double gdp_change, double elasticity)
{
    const bool coupled = elasticity >= least_coupling && elasticity <= most_coupling;
    if (gdp_change > 0.0) {
        return co2_change < 0.0           ? TapioState::strong_decoupling
            : coupled                     ? TapioState::expansive_coupling
            : elasticity < least_coupling ? TapioState::weak_decoupling
                                          : TapioState::expansive_negative_decoupling;
    }
    return co2_change > 0.0           ? TapioState::strong_negative_decoupling
        : coupled                     ? TapioState::recessive_coupling
        : elasticity < least_coupling ? TapioState::weak_negative_decoupling
                                      : TapioState::recessive_decoupling;
}

} // namespace

std::string_view english_name(TapioState state)
{
    return names.at(static_cast<std::size_t>(state)).english;
}

std::string_view chinese_name(TapioState state)
{
    return names.at(static_cast<std::size_t>(state)).chinese;
}

std::optional<TapioElasticity> tapio_elasticity(
    double co2_begin, double co2_end, double gdp_begin, double gdp_end)
{
    for (const double value : { co2_begin, co2_end, gdp_begin, gdp_end }) {
        if (std::isnan(value)) {
            return std::nullopt;
        }
        if (!(value > 0.0) || std::isinf(value)) {
            throw InputError(ProblemCode::out_of_range, {},
                fmt::format("values of an elasticity out of range: CO2 {} to {}, GDP {} to {} (all "
                            "four must be positive)",
                    co2_begin, co2_end, gdp_begin, gdp_end),
                "check the statistics, or leave the city's value out");
        }
    }
    TapioElasticity result;
    result.co2_change = (co2_end - co2_begin) / co2_begin;
    result.gdp_change = (gdp_end - gdp_begin) / gdp_begin;
    if (result.gdp_change == 0.0) {
        result.elasticity = std::numeric_limits<double>::quiet_NaN();
        return result;
    }
    result.elasticity = result.co2_change / result.gdp_change;
    result.state = state_of(result.co2_change, result.gdp_change, result.elasticity);
    return result;
}

} // namespace cityflux
