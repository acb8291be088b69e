#include "pipeline/index/sobol.h"

#include "pipeline/index/counter_random.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace cityflux {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

double standard_deviation(const std::vector<double>& values)
{
    double mean = 0.0;
    for (const double value : values) {
        mean += value / static_cast<double>(values.size());
    }
    double squares = 0.0;
    for (const double value : values) {
        squares += (value - mean) * (value - mean);
    }
    return std::sqrt(squares / static_cast<double>(values.size() - 1));
}

} // namespace

SobolSums::SobolSums(std::size_t factors, double centre)
    : centre_(centre)
    , factors_(factors)
{
}

void SobolSums::add(double a, double b, std::span<const double> mixed)
{
    if (std::isnan(a) || std::isnan(b)
        || std::any_of(mixed.begin(), mixed.end(), [](double f) { return std::isnan(f); })) {
        return;
    }
    const double from_a = a - centre_;
    const double from_b = b - centre_;
    ++rows_;
    sum_ += from_a + from_b;
    squares_ += from_a * from_a + from_b * from_b;
    for (std::size_t i = 0; i < factors_.size(); ++i) {
        const double moved = mixed[i] - a;
        factors_[i].moved += moved;
        factors_[i].moved_times_b += moved * from_b;
        factors_[i].moved_squared += moved * moved;
    }
}

void SobolSums::add(const SobolSums& others)
{
    rows_ += others.rows_;
    sum_ += others.sum_;
    squares_ += others.squares_;
    for (std::size_t i = 0; i < factors_.size(); ++i) {
        factors_[i].moved += others.factors_[i].moved;
        factors_[i].moved_times_b += others.factors_[i].moved_times_b;
        factors_[i].moved_squared += others.factors_[i].moved_squared;
    }
}

SobolIndices SobolSums::indices() const
{
    SobolIndices found;
    found.rows = rows_;
    found.first.assign(factors_.size(), nan);
    found.total.assign(factors_.size(), nan);
    if (rows_ == 0) {
        found.mean = nan;
        found.variance = nan;
        return found;
    }
    const double rows = static_cast<double>(rows_);
    const double mean = sum_ / (2.0 * rows);
    const double mean_square = squares_ / (2.0 * rows);
    found.mean = centre_ + mean;
    found.variance = mean_square - mean * mean;
    // Largest variance that a constant output can have by rounding.
    constexpr double rounding = 1e-14;
    if (found.variance <= rounding * std::max(mean_square, rounding * centre_ * centre_)) {
        found.variance = 0.0;
        return found;
    }
    for (std::size_t i = 0; i < factors_.size(); ++i) {
        const Factor& factor = factors_[i];
        found.first[i] = (factor.moved_times_b - mean * factor.moved) / rows / found.variance;
        found.total[i] = factor.moved_squared / (2.0 * rows) / found.variance;
    }
    return found;
}

SobolErrors bootstrap_errors(
    std::span<const double> outputs, std::size_t factors, std::size_t resamples, std::uint64_t seed)
{
    SobolErrors errors { std::vector<double>(factors, nan), std::vector<double>(factors, nan) };
    const std::size_t width = factors + 2;
    const std::size_t rows = outputs.size() / width;
    if (rows == 0 || resamples < 2) {
        return errors;
    }
    const CounterRandom random(seed);
    std::vector<std::vector<double>> first(factors, std::vector<double>(resamples));
    std::vector<std::vector<double>> total = first;
    for (std::size_t resample = 0; resample < resamples; ++resample) {
        SobolSums sums(factors, std::isnan(outputs[0]) ? 0.0 : outputs[0]);
        for (std::size_t i = 0; i < rows; ++i) {
            const double share = random.uniform({ static_cast<std::uint32_t>(i),
                static_cast<std::uint32_t>(resample), 0xB007u, 0u });
            const auto row = outputs.subspan(
                static_cast<std::size_t>(share * static_cast<double>(rows)) * width, width);
            sums.add(row[0], row[1], row.subspan(2));
        }
        const SobolIndices indices = sums.indices();
        for (std::size_t i = 0; i < factors; ++i) {
            first[i][resample] = indices.first[i];
            total[i][resample] = indices.total[i];
        }
    }
    for (std::size_t i = 0; i < factors; ++i) {
        errors.first[i] = standard_deviation(first[i]);
        errors.total[i] = standard_deviation(total[i]);
    }
    return errors;
}

} // namespace cityflux
