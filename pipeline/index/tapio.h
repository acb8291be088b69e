#pragma once

#include <optional>
#include <string_view>

namespace cityflux {

/// The eight states of CO2 against GDP (Tapio 2005, Transport Policy 12:137-151, figure 1).
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

/// "weak decoupling".
std::string_view english_name(TapioState state);
/// "弱脱钩".
std::string_view chinese_name(TapioState state);

/// Bounds of coupling, both of which are still coupling.
inline constexpr double least_coupling = 0.8;
inline constexpr double most_coupling = 1.2;

/// How CO2 answers to GDP between two years.
struct TapioElasticity {
    double co2_change = 0.0; ///< (end - begin) / begin
    double gdp_change = 0.0;
    double elasticity = 0.0; ///< co2_change / gdp_change; NaN where GDP did not change
    std::optional<TapioState> state; ///< nothing where GDP did not change
};

/// The elasticity between a first and a last year, from values in any unit; GDP should be at constant prices, which cannot be
/// seen here. Nothing where a value is missing (NaN). Throws InputError where one is not positive.
std::optional<TapioElasticity> tapio_elasticity(double co2_begin, double co2_end, double gdp_begin, double gdp_end);

} // namespace cityflux
