#include "pipeline/index/equal_points.h"

#include "pipeline/index/equal_values.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include <fmt/format.h>

namespace cityflux {
namespace {

using Kind = Normalisation::Kind;

/// Values of an indicator that are present, and their points.
struct Extent {
    std::size_t count = 0;
    double least = std::numeric_limits<double>::infinity();
    double most = -std::numeric_limits<double>::infinity();
    double least_points = std::numeric_limits<double>::infinity();
    double most_points = -std::numeric_limits<double>::infinity();
};

Extent extent_of(const std::vector<double>& values, const std::vector<double>& points)
{
    Extent extent;
    for (std::size_t c = 0; c < values.size(); ++c) {
        if (!std::isnan(values[c])) {
            ++extent.count;
            extent.least = std::min(extent.least, values[c]);
            extent.most = std::max(extent.most, values[c]);
            extent.least_points = std::min(extent.least_points, points[c]);
            extent.most_points = std::max(extent.most_points, points[c]);
        }
    }
    return extent;
}

/// Returns the bound beyond which all values lie, in words.
std::optional<std::string> bound_of(const Normalisation& normalisation, const Extent& extent)
{
    const auto beyond = [&](double value, double bound) {
        return value != bound && !equal_within_rounding(value, bound);
    };
    if (normalisation.kind == Kind::goalposts) {
        if (extent.least >= normalisation.upper && beyond(extent.most, normalisation.upper)) {
            return fmt::format("the upper goalpost {}", normalisation.upper);
        }
        if (extent.most <= normalisation.lower && beyond(extent.least, normalisation.lower)) {
            return fmt::format("the lower goalpost {}", normalisation.lower);
        }
        return std::nullopt;
    }
    const bool is_bounded
        = normalisation.kind == Kind::benchmark || normalisation.kind == Kind::distance_to_target;
    if (is_bounded
        && (beyond(extent.least, normalisation.target)
            || beyond(extent.most, normalisation.target))) {
        return fmt::format("the {} {}",
            normalisation.kind == Kind::benchmark ? "benchmark" : "target", normalisation.target);
    }
    return std::nullopt;
}

} // namespace

std::vector<std::string> bounds_with_equal_points(
    const IndexDefinition& definition, const ScoreMatrix& raw, const Evaluation& evaluation)
{
    std::vector<std::string> warnings;
    for (std::size_t i = 0; i < definition.methods.size(); ++i) {
        const Normalisation& normalisation = definition.methods[i].normalisation;
        const Extent extent = extent_of(raw[i], evaluation.points[i]);
        const bool same = extent.least_points == extent.most_points
            && (extent.most_points == normalisation.least_points
                || extent.most_points == normalisation.most_points);
        if (!normalisation.cut || extent.count == 0 || !same) {
            continue;
        }
        if (const auto bound = bound_of(normalisation, extent)) {
            warnings.push_back(fmt::format(
                "{}: indicator '{}': all {} values ({:.6g} to {:.6g}) lie beyond {}, so all cities "
                "have the same points, {:.6g}; check the unit of the bound",
                definition.source.string(), definition.indicator_code(i), extent.count,
                extent.least, extent.most, *bound, extent.most_points));
        }
    }
    return warnings;
}

} // namespace cityflux
