#pragma once

#include <optional>
#include <string_view>

namespace cityflux {

/// States of CO2 relative to GDP (Tapio 2005, Transport Policy 12:137-151, figure 1).
enum class TapioState {
    strong_decoupling, ///< GDP grows, CO2 falls
    weak_decoupling, ///< both grow, elasticity 0 to 0.8
    expansive_coupling, ///< both grow, elasticity 0.8 to 1.2
    expansive_negative_decoupling, ///< both grow, elasticity above 1.2
    strong_negative_decoupling, ///< GDP falls, CO2 grows
    weak_negative_decoupling, ///< both fall, elasticity 0 to 0.8
    recessive_coupling, ///< both fall, elasticity 0.8 to 1.2
    recessive_decoupling ///< both fall, elasticity above 1.2
};

/// Returns, for example, "weak decoupling".
std::string_view english_name(TapioState state);
/// Returns, for example, "弱脱钩".
std::string_view chinese_name(TapioState state);

/// Bounds of coupling, inclusive.
inline constexpr double least_coupling = 0.8;
inline constexpr double most_coupling = 1.2;

/// Response of CO2 to GDP between two years.
struct TapioElasticity {
    double co2_change = 0.0; ///< (end - begin) / begin
    double gdp_change = 0.0;
    double elasticity = 0.0; ///< co2_change / gdp_change; NaN if GDP did not change
    std::optional<TapioState> state; ///< std::nullopt if GDP did not change
};

/// Returns the elasticity between a first and a last year, from values in any unit. GDP should be
/// at constant prices, which this function cannot check. Returns std::nullopt if a value is missing
/// (NaN). Throws InputError if one is not positive and finite.
std::optional<TapioElasticity> tapio_elasticity(
    double co2_begin, double co2_end, double gdp_begin, double gdp_end);

} // namespace cityflux
