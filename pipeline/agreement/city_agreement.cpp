#include "pipeline/agreement/city_agreement.h"

#include "pipeline/agreement/robust_scale.h"
#include "pipeline/agreement/unit_suspicion.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

namespace cityflux {
namespace {

/// Largest difference between distances of logs that are equal within rounding.
constexpr double same_distance = 1e-9;

struct LogValue {
    std::size_t inventory = 0;
    double log = 0.0;
};

std::vector<LogValue> logs_of(const EstimateTable& table, std::size_t city)
{
    std::vector<LogValue> logs;
    for (std::size_t i = 0; i < table.inventories.size(); ++i) {
        if (const Estimate& estimate = table.estimates[i][city]; estimate.value > 0.0) {
            logs.push_back({ i, std::log(estimate.value) });
        }
    }
    return logs;
}

std::vector<double> numbers_of(const std::vector<LogValue>& logs)
{
    std::vector<double> numbers;
    for (const LogValue& value : logs) {
        numbers.push_back(value.log);
    }
    return numbers;
}

/// Returns the middle value itself if there is one, because exp(log(x)) may differ from x.
double middle_of(const EstimateTable& table, std::size_t city, std::vector<LogValue> logs)
{
    std::stable_sort(logs.begin(), logs.end(),
        [](const LogValue& a, const LogValue& b) { return a.log < b.log; });
    const std::size_t middle = logs.size() / 2;
    return logs.size() % 2 == 1 ? table.estimates[logs[middle].inventory][city].value
                                : std::exp((logs[middle - 1].log + logs[middle].log) / 2.0);
}

/// Returns true if more than half of a value's difference, in logs, is the inventory's usual
/// difference.
bool is_systematic(double ratio, double usual, const AgreementLimits& limits)
{
    const double here = std::log(ratio);
    const double everywhere = std::log(usual);
    return std::abs(everywhere) >= std::log(limits.systematic_factor) && here * everywhere > 0.0
        && std::abs(everywhere) > 0.5 * std::abs(here);
}

/// Returns the reason of a systematic difference. A small ratio keeps its digits.
std::string systematic_reason(double usual)
{
    const std::string unit = unit_ratio_words(usual);
    return fmt::format("{} of the median in the median city too: {}",
        usual < 0.1 ? fmt::format("{:.2g}", usual) : fmt::format("{:.2f}", usual),
        unit.empty() ? "another extent or scope?" : unit + ", another unit?");
}

void suspect(EstimateStanding& standing, const Estimate& estimate, double median, double usual,
    const AgreementLimits& limits)
{
    const bool within = estimate.lower <= median && median <= estimate.upper;
    if (estimate.flag.find("incomplete") != std::string::npos
        || estimate.flag.find("outside-grid") != std::string::npos) {
        standing.suspicion = Suspicion::incomplete;
        standing.reason = fmt::format("its table flags it as {}", estimate.flag);
    } else if (within && estimate.edge_share > 0.0) {
        standing.suspicion = Suspicion::resolution;
        standing.reason = fmt::format("the median lies between the mass in fully covered and in "
                                      "intersecting cells; {:.0f} % is from partly covered cells",
            100.0 * estimate.edge_share);
    } else if (estimate.edge_share >= limits.coarse_edge_share) {
        standing.suspicion = Suspicion::resolution;
        standing.reason
            = fmt::format("{:.0f} % is from partly covered cells", 100.0 * estimate.edge_share);
    } else if (is_systematic(standing.ratio, usual, limits)) {
        standing.suspicion = Suspicion::systematic;
        standing.reason = systematic_reason(usual);
    } else {
        standing.suspicion = Suspicion::inventory;
        standing.reason = within ? "the median lies within its own interval"
            : std::isnan(estimate.edge_share)
            ? "neither a grid nor its usual deviation explains it"
            : fmt::format(
                "only {:.0f} % is from partly covered cells", 100.0 * estimate.edge_share);
    }
}

CityAgreement describe(
    const EstimateTable& table, std::size_t city, const std::vector<LogValue>& logs)
{
    CityAgreement agreement;
    agreement.n = logs.size();
    agreement.standings.resize(table.inventories.size());
    if (logs.empty()) {
        return agreement;
    }
    agreement.median = middle_of(table, city, logs);
    const auto [least, most] = std::minmax_element(logs.begin(), logs.end(),
        [](const LogValue& a, const LogValue& b) { return a.log < b.log; });
    agreement.lowest = least->inventory;
    agreement.highest = most->inventory;
    agreement.min = table.estimates[least->inventory][city].value;
    agreement.max = table.estimates[most->inventory][city].value;
    for (const LogValue& value : logs) {
        agreement.standings[value.inventory].ratio
            = table.estimates[value.inventory][city].value / agreement.median;
    }
    if (logs.size() > 1) {
        agreement.factor = agreement.max / agreement.min;
        agreement.deviation = mad_deviation(numbers_of(logs));
    }
    return agreement;
}

/// Returns the deviation of logs common to the cities, or NaN if there are too few cities.
double common_deviation(
    const std::vector<std::vector<LogValue>>& logs, const AgreementLimits& limits)
{
    std::vector<SampleDeviation> samples;
    for (const std::vector<LogValue>& city : logs) {
        if (city.size() > 1) {
            samples.push_back(sample_deviation(numbers_of(city)));
        }
    }
    return samples.size() < limits.common_deviation_from ? std::numeric_limits<double>::quiet_NaN()
                                                         : pooled_deviation(samples);
}

void score(CityAgreement& agreement, const std::vector<LogValue>& logs, double common,
    const AgreementLimits& limits)
{
    if (agreement.n >= limits.own_deviation_from) {
        agreement.scale = CityAgreement::Scale::own;
        agreement.scale_deviation = std::max(agreement.deviation, limits.least_deviation);
    } else if (agreement.n > 2 && !std::isnan(common)) {
        agreement.scale = CityAgreement::Scale::all_cities;
        agreement.scale_deviation = std::max(common, limits.least_deviation);
    } else {
        return;
    }
    const double middle = median_of(numbers_of(logs));
    for (const LogValue& value : logs) {
        EstimateStanding& standing = agreement.standings[value.inventory];
        standing.z = (value.log - middle) / agreement.scale_deviation;
        standing.outlier = std::abs(standing.z) > limits.outlier_z;
    }
}

/// Estimates with the numbers by which they are assessed.
struct Assessment {
    const EstimateTable& table;
    std::vector<double> usual; ///< usual ratio to the median, by inventory
    const AgreementLimits& limits;
};

void find_causes(CityAgreement& agreement, const Assessment& assessment, std::size_t city,
    const std::vector<LogValue>& logs)
{
    const AgreementLimits& limits = assessment.limits;
    if (agreement.n < 2) {
        return;
    }
    agreement.disputed = agreement.factor >= limits.disputed_factor;
    const double middle = median_of(numbers_of(logs));
    double furthest = 0.0;
    for (const LogValue& value : logs) {
        furthest = std::max(furthest, std::abs(value.log - middle));
    }
    for (const LogValue& value : logs) {
        EstimateStanding& standing = agreement.standings[value.inventory];
        const bool is_furthest = std::abs(value.log - middle) >= furthest - same_distance;
        if (standing.outlier || (agreement.disputed && is_furthest)) {
            suspect(standing, assessment.table.estimates[value.inventory][city], agreement.median,
                assessment.usual[value.inventory], limits);
        }
        if (is_furthest && furthest > 0.0
            && (!agreement.furthest
                || standing.suspicion < agreement.standings[*agreement.furthest].suspicion)) {
            agreement.furthest = value.inventory;
        }
    }
}

} // namespace

const char* name_of(Suspicion suspicion)
{
    switch (suspicion) {
    case Suspicion::incomplete:
        return "incomplete";
    case Suspicion::resolution:
        return "resolution";
    case Suspicion::systematic:
        return "systematic";
    case Suspicion::inventory:
        return "inventory";
    case Suspicion::none:
        break;
    }
    return "";
}

const char* name_of(CityAgreement::Scale scale)
{
    return scale == CityAgreement::Scale::own       ? "own"
        : scale == CityAgreement::Scale::all_cities ? "all-cities"
                                                    : "none";
}

std::vector<double> usual_ratios(const EstimateTable& table,
    const std::vector<CityAgreement>& cities, const AgreementLimits& limits)
{
    std::vector<double> usual;
    for (std::size_t i = 0; i < table.inventories.size(); ++i) {
        std::vector<double> logs;
        for (const CityAgreement& city : cities) {
            if (city.n > 1 && !std::isnan(city.standings[i].ratio)) {
                logs.push_back(std::log(city.standings[i].ratio));
            }
        }
        usual.push_back(logs.size() < limits.common_deviation_from
                ? std::numeric_limits<double>::quiet_NaN()
                : std::exp(median_of(std::move(logs))));
    }
    return usual;
}

std::vector<CityAgreement> agreement_of_cities(
    const EstimateTable& table, const AgreementLimits& limits)
{
    std::vector<std::vector<LogValue>> logs;
    std::vector<CityAgreement> agreements;
    for (std::size_t c = 0; c < table.cities.size(); ++c) {
        logs.push_back(logs_of(table, c));
        agreements.push_back(describe(table, c, logs.back()));
    }
    const double common = common_deviation(logs, limits);
    const Assessment assessment { table, usual_ratios(table, agreements, limits), limits };
    for (std::size_t c = 0; c < table.cities.size(); ++c) {
        score(agreements[c], logs[c], common, limits);
        find_causes(agreements[c], assessment, c, logs[c]);
    }
    return agreements;
}

} // namespace cityflux
