#include "pipeline/agreement/unit_suspicion.h"

#include <cmath>

#include <fmt/format.h>

namespace cityflux {
namespace {

constexpr double least_exponent = 2.0;
const double unit_tolerance = std::log10(2.5);
constexpr double carbon_share = 12.0 / 44.0;
const double carbon_tolerance = std::log(1.05);
/// Largest limits of agreement, in logs, around a ratio that is the same in all cities.
const double same_in_all = std::log(1.5);
constexpr std::size_t least_cities = 2;
constexpr std::size_t least_cities_of_carbon = 5;

/// Returns true if the ratio of a pair is that of carbon to CO2, or its inverse.
bool is_carbon(const PairAgreement& pair)
{
    const double away = std::abs(std::abs(std::log(pair.median_ratio)) + std::log(carbon_share));
    return pair.n >= least_cities_of_carbon && away < carbon_tolerance
        && std::log(pair.upper_limit / pair.lower_limit) < 2.0 * same_in_all;
}

} // namespace

std::string unit_ratio_words(double ratio)
{
    const double exponent = std::log10(ratio);
    const double nearest = std::round(exponent);
    if (!std::isfinite(exponent) || std::abs(nearest) < least_exponent
        || std::abs(exponent - nearest) > unit_tolerance) {
        return "";
    }
    const double factor = std::pow(10.0, std::abs(nearest));
    const std::string text
        = factor < 1e7 ? fmt::format("{:.0f}", factor) : fmt::format("{:.0e}", factor);
    return (nearest < 0.0 ? "about 1/" : "about ") + text;
}

std::vector<UnitSuspicion> unit_suspicions(
    const EstimateTable& table, const std::vector<PairAgreement>& pairs)
{
    std::vector<UnitSuspicion> suspicions;
    for (const PairAgreement& pair : pairs) {
        std::string words;
        if (const std::string unit = unit_ratio_words(pair.median_ratio);
            !unit.empty() && pair.n >= least_cities) {
            words = unit + ": is one of them in another unit than its table states?";
        } else if (is_carbon(pair)) {
            words = fmt::format("{:.3g}: is one of them of carbon and the other of CO2 (12/44)?",
                pair.median_ratio);
        } else {
            continue;
        }
        suspicions.push_back(
            { table.inventories[pair.first], table.inventories[pair.second], std::move(words) });
    }
    return suspicions;
}

} // namespace cityflux
