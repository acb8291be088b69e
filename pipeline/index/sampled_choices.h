#pragma once

#include "pipeline/index/counter_random.h"
#include "pipeline/index/robustness_design.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace cityflux {

/// Base matrix of the Sobol design (sobol.h).
enum class BaseMatrix : std::uint32_t { a, b };

/// One random sample of all choices of an index.
struct SampledChoices {
    std::vector<double> weights; ///< by node; siblings sum to 1
    ScoreMatrix values; ///< by index in RobustnessDesign::interval_indicators, then city
    ChosenOptions options;
};

/// Choices of one run of the index, from one sample or two. The samples must outlive it.
struct RunChoices {
    const std::vector<double>* weights = nullptr;
    const ScoreMatrix* values = nullptr;
    ChosenOptions options;

    explicit RunChoices(const SampledChoices& sample)
        : weights(&sample.weights)
        , values(&sample.values)
        , options(sample.options)
    {
    }
};

/// Returns the choices of `a` with one choice of `b`. Returns std::nullopt if they equal those of
/// `a`.
std::optional<RunChoices> with_choice_of(
    const SampledChoices& a, const SampledChoices& b, DoubtfulChoice choice);

/// Sampler of the doubtful choices of a design. Each random number depends only on the seed of the
/// index and its own position. Safe from any thread.
class ChoiceSampler {
public:
    /// `design` must outlive the sampler.
    explicit ChoiceSampler(const RobustnessDesign& design);

    /// Samples all choices for a row of a base matrix, into existing memory.
    void sample(std::size_t row, BaseMatrix matrix, SampledChoices& sample) const;

private:
    /// First two counters of the random numbers.
    struct Position {
        std::uint32_t row;
        std::uint32_t matrix;
    };

    void sample_weights(Position position, std::vector<double>& weights) const;
    void sample_values(Position position, ScoreMatrix& values) const;
    ChosenOptions sample_options(Position position) const;

    const RobustnessDesign& design_;
    CounterRandom random_;
};

} // namespace cityflux
