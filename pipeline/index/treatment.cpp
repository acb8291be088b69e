#include "pipeline/index/treatment.h"

#include "grids/text/error.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include <fmt/format.h>

namespace cityflux {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Position of a quantile among `count` order statistics: index `place`, and the fraction `beyond`
/// of the way to the next.
struct QuantilePlace {
    QuantilePlace(std::size_t count, double share)
    {
        const double at = std::clamp(share, 0.0, 1.0) * static_cast<double>(count - 1);
        place = std::min(static_cast<std::size_t>(at), count - 1);
        beyond = at - static_cast<double>(place);
    }
    std::size_t place;
    double beyond;
};

void cut_off(std::vector<double>& values, double lower, double upper)
{
    for (double& value : values) {
        // std::clamp is not used because NaN must stay NaN.
        value = value < lower ? lower : value > upper ? upper : value;
    }
}

} // namespace

std::string text_of(const Treatment& treatment)
{
    switch (treatment.kind) {
    case Treatment::Kind::winsorise:
        return fmt::format("winsorise {} {}", treatment.lower, treatment.upper);
    case Treatment::Kind::tukey:
        return fmt::format("Tukey {}", treatment.fences);
    case Treatment::Kind::log:
        return fmt::format("log + {}", treatment.offset);
    default:
        return "none";
    }
}

double quantile(std::span<const double> sorted, double share)
{
    if (sorted.empty()) {
        return nan;
    }
    const QuantilePlace at(sorted.size(), share);
    const double low = sorted[at.place];
    return at.beyond == 0.0 ? low : low + at.beyond * (sorted[at.place + 1] - low);
}

double quantile_of_unsorted(std::span<double> values, double share)
{
    if (values.empty()) {
        return nan;
    }
    const QuantilePlace at(values.size(), share);
    const auto place = values.begin() + static_cast<std::ptrdiff_t>(at.place);
    std::nth_element(values.begin(), place, values.end());
    const double low = *place;
    return at.beyond == 0.0 ? low
                            : low + at.beyond * (*std::min_element(place + 1, values.end()) - low);
}

void treat_into(std::span<const double> values, const Treatment& treatment,
    std::vector<double>& out, std::vector<double>& scratch)
{
    out.assign(values.begin(), values.end());
    if (std::any_of(values.begin(), values.end(), [](double value) { return std::isinf(value); })) {
        throw InputError(ProblemCode::out_of_range, {}, "infinite value",
            "correct the data, or the expression that divides by 0");
    }
    if (treatment.kind == Treatment::Kind::none) {
        return;
    }
    if (treatment.kind == Treatment::Kind::log) {
        for (double& value : out) {
            if (value + treatment.offset <= 0.0) {
                throw InputError(ProblemCode::out_of_range, {},
                    fmt::format("value out of range: {} has no logarithm with the offset {}", value,
                        treatment.offset),
                    fmt::format("give log an offset larger than {}, or use another treatment",
                        0.0 - value));
            }
            value = std::log(value + treatment.offset);
        }
        return;
    }
    scratch.clear();
    std::copy_if(values.begin(), values.end(), std::back_inserter(scratch),
        [](double value) { return !std::isnan(value); });
    if (scratch.empty()) {
        return;
    }
    if (treatment.kind == Treatment::Kind::winsorise) {
        const double lower = quantile_of_unsorted(scratch, treatment.lower);
        cut_off(out, lower, quantile_of_unsorted(scratch, treatment.upper));
        return;
    }
    const double first = quantile_of_unsorted(scratch, 0.25);
    const double third = quantile_of_unsorted(scratch, 0.75);
    const double reach = treatment.fences * (third - first);
    cut_off(out, first - reach, third + reach);
}

std::vector<double> treated(std::span<const double> values, const Treatment& treatment)
{
    std::vector<double> out;
    std::vector<double> scratch;
    treat_into(values, treatment, out, scratch);
    return out;
}

} // namespace cityflux
