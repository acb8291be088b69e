#include "pipeline/index/robustness_run.h"

#include "grids/text/error.h"
#include "pipeline/index/ranking.h"
#include "pipeline/index/sampled_choices.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>

#include <fmt/format.h>
#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>

namespace cityflux {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
/// Largest number of blocks. Sums are made by block and added in order of blocks, independent of
/// the number of threads.
constexpr std::size_t most_blocks = 64;

/// Rows [first, end) of the base matrices.
struct RowRange {
    std::size_t first = 0;
    std::size_t end = 0;
};

/// Returns the mean absolute shift in rank over the cities that have both ranks, or NaN if none
/// has.
double shift_in_rank(
    const std::vector<std::size_t>& reference, const std::vector<std::size_t>& ranks_now)
{
    double sum = 0.0;
    std::size_t cities = 0;
    for (std::size_t city = 0; city < reference.size(); ++city) {
        if (reference[city] > 0 && ranks_now[city] > 0) {
            sum += std::abs(
                static_cast<double>(reference[city]) - static_cast<double>(ranks_now[city]));
            ++cities;
        }
    }
    return cities == 0 ? nan : sum / static_cast<double>(cities);
}

/// Memory in which one thread evaluates the index, reused from run to run.
class Workspace {
public:
    explicit Workspace(const RunContext& context)
        : context_(context)
        , nodes_(context.design.definition.nodes)
    {
    }

    /// Forgets the values of the last run. Required before a run whose sample reuses their memory.
    void forget_values() { values_ = nullptr; }

    /// Returns the scores of the node by city, valid until the next call.
    const std::vector<double>& score(const RunChoices& run)
    {
        const RobustnessDesign& design = context_.design;
        const std::size_t mean = run.options.mean;
        for (std::size_t i = 0; i < nodes_.size(); ++i) {
            nodes_[i].weight = (*run.weights)[i];
            nodes_[i].mean
                = mean == 0 ? design.definition.nodes[i].mean : design.alternatives.means[mean - 1];
        }
        set_points(run);
        score_nodes_into(nodes_, design.raw, evaluation_);
        return evaluation_.scores[context_.node];
    }

private:
    /// Sets the points of a run. Points of indicators without intervals are precomputed. Runs that
    /// differ only in weights or means keep all points.
    void set_points(const RunChoices& run)
    {
        const RobustnessDesign& design = context_.design;
        const std::size_t index = design.combination_index(run.options);
        const MethodCombination& combination = design.combinations[index];
        if (combination_ != index) {
            evaluation_.points.resize(design.raw.size());
            for (std::size_t i = 0; i < design.raw.size(); ++i) {
                if (!combination.points[i].empty()) {
                    evaluation_.points[i] = combination.points[i];
                }
            }
        }
        if (combination_ != index || values_ != run.values) {
            for (std::size_t k = 0; k < design.interval_indicators.size(); ++k) {
                set_sampled_points(combination, design.interval_indicators[k], (*run.values)[k]);
            }
        }
        combination_ = index;
        values_ = run.values;
    }

    void set_sampled_points(const MethodCombination& combination, std::size_t indicator,
        const std::vector<double>& values)
    {
        try {
            points_into(combination.methods[indicator], values, evaluation_.points[indicator]);
        } catch (const InputError& error) {
            const IndexDefinition& definition = context_.design.definition;
            throw InputError(error.message().within(
                fmt::format("{}: indicator {}, its values drawn within their intervals",
                    definition.source.string(), definition.indicator_code(indicator))));
        }
    }

    const RunContext& context_;
    std::vector<IndexNode> nodes_; ///< nodes of the index with weights and means of the run
    Evaluation evaluation_;
    /// Combination and values whose points are in `evaluation_`.
    std::size_t combination_ = std::numeric_limits<std::size_t>::max();
    const ScoreMatrix* values_ = nullptr;
};

/// Runner of one block of rows after the other. Each row writes its own outputs.
class RowRunner {
public:
    RowRunner(const RunContext& context, RunOutputs& outputs)
        : context_(context)
        , outputs_(outputs)
        , sampler_(context.design)
        , workspace_(context)
        , mixed_scores_(context.design.choices.size())
    {
    }

    BlockSums run(RowRange rows)
    {
        const std::size_t choices = context_.design.choices.size();
        BlockSums sums;
        sums.scores.assign(context_.reference_scores.size(), 0.0);
        for (const double score : context_.reference_scores) {
            sums.sobol.emplace_back(choices, std::isnan(score) ? 0.0 : score);
        }
        for (std::size_t row = rows.first; row < rows.end; ++row) {
            // A comes last, because mixed runs start with its points.
            run_base(row, BaseMatrix::b, sums);
            run_base(row, BaseMatrix::a, sums);
            for (std::size_t choice = 0; choice < choices; ++choice) {
                run_mixed(row, choice);
            }
            add_row(sums);
        }
        return sums;
    }

private:
    double& shift(std::size_t row, std::size_t column)
    {
        return outputs_.shifts[row * (context_.design.choices.size() + 2) + column];
    }

    /// Runs a row of a base matrix.
    void run_base(std::size_t row, BaseMatrix matrix, BlockSums& sums)
    {
        const auto m = static_cast<std::size_t>(matrix);
        sampler_.sample(row, matrix, samples_[m]);
        workspace_.forget_values();
        scores_[m] = workspace_.score(RunChoices(samples_[m]));
        const std::vector<std::size_t> now = ranks(scores_[m]);
        for (std::size_t city = 0; city < now.size(); ++city) {
            outputs_.ranks[(city * 2 + m) * context_.rows + row]
                = static_cast<std::uint32_t>(now[city]);
            sums.scores[city] += std::isnan(scores_[m][city]) ? 0.0 : scores_[m][city];
        }
        shift(row, m) = shift_in_rank(context_.reference_ranks, now);
    }

    /// Runs the row of A with one choice of B.
    void run_mixed(std::size_t row, std::size_t choice)
    {
        const auto run = with_choice_of(samples_[0], samples_[1], context_.design.choices[choice]);
        std::vector<double>& scores = mixed_scores_[choice];
        scores = run ? workspace_.score(*run) : scores_[0];
        shift(row, 2 + choice)
            = run ? shift_in_rank(context_.reference_ranks, ranks(scores)) : shift(row, 0);
    }

    /// Adds the scores of the last row to the sums.
    void add_row(BlockSums& sums) const
    {
        std::vector<double> mixed(mixed_scores_.size());
        for (std::size_t city = 0; city < sums.sobol.size(); ++city) {
            for (std::size_t choice = 0; choice < mixed.size(); ++choice) {
                mixed[choice] = mixed_scores_[choice][city];
            }
            sums.sobol[city].add(scores_[0][city], scores_[1][city], mixed);
        }
    }

    const RunContext& context_;
    RunOutputs& outputs_;
    ChoiceSampler sampler_;
    Workspace workspace_;
    std::array<SampledChoices, 2> samples_; ///< of A and B
    std::array<std::vector<double>, 2> scores_; ///< of A and B, by city
    std::vector<std::vector<double>> mixed_scores_; ///< by choice, then city
};

} // namespace

RunOutputs run_index(const RunContext& context)
{
    const std::size_t rows = context.rows;
    const std::size_t blocks = std::min(rows, most_blocks);
    RunOutputs outputs;
    outputs.ranks.resize(context.reference_scores.size() * rows * 2);
    outputs.shifts.resize(rows * (context.design.choices.size() + 2));
    outputs.blocks.resize(blocks);
    tbb::parallel_for(
        tbb::blocked_range<std::size_t>(0, blocks, 1),
        [&](const tbb::blocked_range<std::size_t>& range) {
            for (std::size_t block = range.begin(); block < range.end(); ++block) {
                outputs.blocks[block]
                    = RowRunner(context, outputs)
                          .run({ rows * block / blocks, rows * (block + 1) / blocks });
            }
        },
        tbb::simple_partitioner());
    return outputs;
}

} // namespace cityflux
