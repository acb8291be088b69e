#include "pipeline/index/robustness.h"

#include "grids/text/error.h"
#include "pipeline/index/counter_random.h"
#include "pipeline/index/evaluation.h"
#include "pipeline/index/ranking.h"
#include "pipeline/index/sobol.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>

#include <fmt/format.h>
#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>

namespace cityflux {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t bootstrap_resamples = 200;
/// Number of blocks. Sums are made by block and added in order of blocks, independent of the number
/// of threads.
constexpr std::size_t most_blocks = 64;
constexpr std::size_t best = 5;

/// Option of each choice in a run; 0 is the index's own.
struct Options {
    std::size_t normalisation = 0;
    std::size_t treatment = 0;
    std::size_t missing = 0;
    std::size_t mean = 0;
};

/// Random draws of one run of the index.
struct Draw {
    std::vector<double> weights; ///< by node
    ScoreMatrix values; ///< values of the indicators with intervals
    Options options;
};

/// Parts of draws that a run combines.
struct Run {
    const std::vector<double>* weights;
    const ScoreMatrix* values;
    Options options;
};

/// Work space of one thread.
struct Desk {
    std::vector<IndexNode> nodes;
    Evaluation evaluation;
    /// Combination and values whose points are in `evaluation`. Runs that differ only in weights or
    /// means keep these points.
    std::size_t combination = IndexNode::nowhere;
    const ScoreMatrix* values = nullptr;
    Draw a;
    Draw b;
};

/// Design of the experiment: choices with their alternatives, and the combination of draws to runs.
class Design {
public:
    Design(const IndexDefinition& definition, const IndicatorValues& values)
        : definition_(definition)
        , values_(values)
        , own_(methods_for(definition, values.cities))
        , raw_(raw_values(values))
        , random_(definition.doubts.seed)
    {
        check();
        const DoubtfulChoices& doubts = definition.doubts;
        normalisations_ = alternatives(doubts.normalisations, [&](Normalisation::Kind kind) {
            return [this, kind](std::size_t i, IndicatorMethod method) {
                if (open(i) && method.normalisation.kind != kind) {
                    method.normalisation = alternative_normalisation(method.normalisation, kind);
                }
                return method;
            };
        });
        treatments_ = alternatives(doubts.treatments, [&](const Treatment& treatment) {
            return [this, treatment](std::size_t i, IndicatorMethod method) {
                if (open(i)) {
                    method.treatment = treatment;
                }
                return method;
            };
        });
        missing_rules_ = alternatives(doubts.missing_rules, [&](MissingRule rule) {
            return [rule](std::size_t, IndicatorMethod method) {
                method.missing = rule;
                return method;
            };
        });
        for (const Mean mean : doubts.means) {
            if (std::any_of(definition.nodes.begin(), definition.nodes.end(),
                    [&](const IndexNode& node) {
                        return !node.children.empty() && node.mean != mean;
                    })
                && std::find(means_.begin(), means_.end(), mean) == means_.end()) {
                means_.push_back(mean);
            }
        }
        list_choices();
        prepare_methods();
    }

    const std::vector<DoubtfulChoice>& choices() const { return choices_; }

    /// Computes the draw of a row of base matrix A (0) or B (1).
    void draw(std::size_t row, std::uint32_t matrix, Draw& drawn) const
    {
        const auto run = static_cast<std::uint32_t>(row);
        drawn.weights.resize(definition_.nodes.size());
        std::transform(definition_.nodes.begin(), definition_.nodes.end(), drawn.weights.begin(),
            [](const IndexNode& node) { return node.weight; });
        const double spread = definition_.doubts.weight_spread;
        for (const IndexNode& parent : definition_.nodes) {
            if (spread == 0.0 || parent.children.size() < 2) {
                continue;
            }
            double sum = 0.0;
            for (const std::size_t child : parent.children) {
                const double share = random_.uniform(
                    { run, matrix, weights_of, static_cast<std::uint32_t>(child) });
                drawn.weights[child] *= 1.0 + spread * (2.0 * share - 1.0);
                sum += drawn.weights[child];
            }
            for (const std::size_t child : parent.children) {
                drawn.weights[child] /= sum;
            }
        }
        drawn.values.resize(with_intervals_.size());
        for (std::size_t k = 0; k < with_intervals_.size(); ++k) {
            const auto& of_cities = values_.values[with_intervals_[k]];
            const auto kind = static_cast<std::uint32_t>(first_indicator + with_intervals_[k]);
            drawn.values[k].resize(of_cities.size());
            std::array<double, 2> shares {};
            for (std::size_t city = 0; city < of_cities.size(); ++city) {
                if (city % 2 == 0) {
                    shares
                        = random_.two({ run, matrix, kind, static_cast<std::uint32_t>(city / 2) });
                }
                drawn.values[k][city] = within(of_cities[city], shares[city % 2]);
            }
        }
        const auto option = [&](std::uint32_t which, std::size_t alternatives) {
            const double share = random_.uniform({ run, matrix, options_of, which });
            return static_cast<std::size_t>(share * static_cast<double>(alternatives + 1));
        };
        drawn.options = { option(0, normalisations_.size()), option(1, treatments_.size()),
            option(2, missing_rules_.size()), option(3, means_.size()) };
    }

    /// Combines A with one choice of B into a run. Returns false if the result equals the run of A.
    static bool mix(const Draw& a, const Draw& b, DoubtfulChoice choice, Run& run)
    {
        run = { &a.weights, &a.values, a.options };
        switch (choice) {
        case DoubtfulChoice::weights:
            run.weights = &b.weights;
            return true;
        case DoubtfulChoice::intervals:
            run.values = &b.values;
            return true;
        case DoubtfulChoice::normalisation:
            run.options.normalisation = b.options.normalisation;
            return a.options.normalisation != b.options.normalisation;
        case DoubtfulChoice::treatment:
            run.options.treatment = b.options.treatment;
            return a.options.treatment != b.options.treatment;
        case DoubtfulChoice::missing_rule:
            run.options.missing = b.options.missing;
            return a.options.missing != b.options.missing;
        case DoubtfulChoice::mean:
            run.options.mean = b.options.mean;
            return a.options.mean != b.options.mean;
        }
        return true;
    }

    /// Returns the scores of a node, valid until the next call. Requires: `desk` holds a copy of
    /// the definition's nodes.
    const std::vector<double>& scores(const Run& run, std::size_t node, Desk& desk) const
    {
        for (std::size_t i = 0; i < desk.nodes.size(); ++i) {
            desk.nodes[i].weight = (*run.weights)[i];
            desk.nodes[i].mean
                = run.options.mean == 0 ? definition_.nodes[i].mean : means_[run.options.mean - 1];
        }
        set_points(run, desk);
        score_nodes_into(desk.nodes, raw_, desk.evaluation);
        return desk.evaluation.scores[node];
    }

private:
    /// Third counter of random numbers.
    static constexpr std::uint32_t weights_of = 0;
    static constexpr std::uint32_t options_of = 1;
    static constexpr std::uint32_t first_indicator = 2;

    using Methods = std::vector<IndicatorMethod>;
    /// Function from an indicator's index and method to the method that replaces it.
    using Alternative = std::function<IndicatorMethod(std::size_t, IndicatorMethod)>;

    void check()
    {
        const std::string file = definition_.source.string();
        const DoubtfulChoices& doubts = definition_.doubts;
        if (doubts.draws == 0 || doubts.draws > std::numeric_limits<std::uint32_t>::max()) {
            throw InputError(fmt::format(
                "{}: robustness cannot make {} draws; ask for 1 to 4294967295, 1000 is usual", file,
                doubts.draws));
        }
        if (!(doubts.weight_spread >= 0.0 && doubts.weight_spread <= 1.0)) {
            throw InputError(fmt::format(
                "{}: weights are to be drawn within {} of themselves; the spread must be 0..1",
                file, doubts.weight_spread));
        }
        for (std::size_t indicator = 0; indicator < values_.values.size(); ++indicator) {
            bool any = false;
            for (std::size_t city = 0; city < values_.values[indicator].size(); ++city) {
                const IndicatorValue& value = values_.values[indicator][city];
                if (std::isnan(value.value) || std::isnan(value.lower) || std::isnan(value.upper)) {
                    continue;
                }
                if (value.lower > value.value || value.upper < value.value) {
                    throw InputError(
                        fmt::format("{}: indicator {} of {} is {}, outside its own interval "
                                    "{}..{}; correct the "
                                    "table, or set intervals = false under [robustness]",
                            file, label(indicator), values_.cities[city].name, value.value,
                            value.lower, value.upper));
                }
                any = any || value.lower < value.upper;
            }
            if (any && definition_.doubts.intervals) {
                with_intervals_.push_back(indicator);
            }
        }
    }

    std::string label(std::size_t indicator) const
    {
        for (std::size_t node = 0;
             node < definition_.nodes.size() && node < definition_.labels.size(); ++node) {
            if (definition_.nodes[node].indicator == indicator) {
                return definition_.labels[node].code;
            }
        }
        return fmt::format("{}", indicator + 1);
    }

    /// Returns true if normalisation and treatment of an indicator are doubtful.
    bool open(std::size_t indicator) const
    {
        const auto kind = own_[indicator].normalisation.kind;
        return kind != Normalisation::Kind::categories && kind != Normalisation::Kind::none
            && (indicator >= definition_.sources.size()
                || definition_.sources[indicator].kind == IndicatorSource::Kind::expression);
    }

    static double within(const IndicatorValue& value, double share)
    {
        if (std::isnan(value.value) || std::isnan(value.lower) || std::isnan(value.upper)) {
            return value.value;
        }
        return share < 0.5 ? value.lower + 2.0 * share * (value.value - value.lower)
                           : value.value + (2.0 * share - 1.0) * (value.upper - value.value);
    }

    static bool same(const IndicatorMethod& a, const IndicatorMethod& b)
    {
        return a.treatment == b.treatment && a.normalisation == b.normalisation
            && a.missing == b.missing;
    }

    /// Returns the alternatives that change a method, without duplicates.
    template <typename Given, typename Change>
    std::vector<Alternative> alternatives(
        const std::vector<Given>& given, const Change& change) const
    {
        std::vector<Alternative> kept;
        std::vector<Methods> known { own_ };
        for (const Given& each : given) {
            const Alternative alternative = change(each);
            Methods methods = own_;
            for (std::size_t i = 0; i < methods.size(); ++i) {
                methods[i] = alternative(i, methods[i]);
            }
            const bool is_known
                = std::any_of(known.begin(), known.end(), [&](const Methods& other) {
                      return std::equal(methods.begin(), methods.end(), other.begin(), same);
                  });
            if (!is_known) {
                kept.push_back(alternative);
                known.push_back(std::move(methods));
            }
        }
        return kept;
    }

    void list_choices()
    {
        const bool siblings = std::any_of(definition_.nodes.begin(), definition_.nodes.end(),
            [](const IndexNode& node) { return node.children.size() > 1; });
        if (definition_.doubts.weight_spread > 0.0 && siblings) {
            choices_.push_back(DoubtfulChoice::weights);
        }
        if (!with_intervals_.empty()) {
            choices_.push_back(DoubtfulChoice::intervals);
        }
        if (!normalisations_.empty()) {
            choices_.push_back(DoubtfulChoice::normalisation);
        }
        if (!treatments_.empty()) {
            choices_.push_back(DoubtfulChoice::treatment);
        }
        if (!missing_rules_.empty()) {
            choices_.push_back(DoubtfulChoice::missing_rule);
        }
        if (!means_.empty()) {
            choices_.push_back(DoubtfulChoice::mean);
        }
    }

    std::size_t combination_of(const Options& options) const
    {
        return (options.normalisation * (treatments_.size() + 1) + options.treatment)
            * (missing_rules_.size() + 1)
            + options.missing;
    }

    /// Sets the points of a run. Points of indicators without intervals are precomputed.
    void set_points(const Run& run, Desk& desk) const
    {
        const std::size_t combination = combination_of(run.options);
        if (desk.combination != combination) {
            desk.evaluation.points.resize(raw_.size());
            for (std::size_t i = 0; i < raw_.size(); ++i) {
                if (!points_[combination][i].empty()) {
                    desk.evaluation.points[i] = points_[combination][i];
                }
            }
        }
        if (desk.combination != combination || desk.values != run.values) {
            for (std::size_t k = 0; k < with_intervals_.size(); ++k) {
                const std::size_t i = with_intervals_[k];
                try {
                    points_into(
                        methods_[combination][i], (*run.values)[k], desk.evaluation.points[i]);
                } catch (const InputError& error) {
                    throw InputError(
                        fmt::format("{}: indicator {}, its values drawn within their intervals: {}",
                            definition_.source.string(), label(i), error.what()));
                }
            }
        }
        desk.combination = combination;
        desk.values = run.values;
    }

    IndicatorMethod method(std::size_t indicator, const Options& options) const
    {
        IndicatorMethod made = own_[indicator];
        if (options.normalisation > 0) {
            made = normalisations_[options.normalisation - 1](indicator, made);
        }
        if (options.treatment > 0) {
            made = treatments_[options.treatment - 1](indicator, made);
        }
        return options.missing > 0 ? missing_rules_[options.missing - 1](indicator, made) : made;
    }

    /// Computes the methods of each combination of options. Tests them on the values and on the
    /// lower ends of their intervals.
    void prepare_methods()
    {
        ScoreMatrix least = raw_;
        for (const std::size_t indicator : with_intervals_) {
            for (std::size_t city = 0; city < least[indicator].size(); ++city) {
                least[indicator][city] = within(values_.values[indicator][city], 0.0);
            }
        }
        Evaluation tried;
        for (std::size_t n = 0; n <= normalisations_.size(); ++n) {
            for (std::size_t t = 0; t <= treatments_.size(); ++t) {
                for (std::size_t m = 0; m <= missing_rules_.size(); ++m) {
                    Methods made;
                    for (std::size_t i = 0; i < own_.size(); ++i) {
                        made.push_back(method(i, { n, t, m, 0 }));
                    }
                    try {
                        evaluate_into(definition_.nodes, made, raw_, tried);
                        points_.push_back(tried.points);
                        evaluate_into(definition_.nodes, made, least, tried);
                    } catch (const InputError& error) {
                        throw InputError(fmt::format(
                            "{}: an alternative under [robustness] does not fit: {}; take it out",
                            definition_.source.string(), error.what()));
                    }
                    for (const std::size_t indicator : with_intervals_) {
                        points_.back()[indicator].clear();
                    }
                    methods_.push_back(std::move(made));
                }
            }
        }
    }

    const IndexDefinition& definition_;
    const IndicatorValues& values_;
    Methods own_;
    ScoreMatrix raw_;
    CounterRandom random_;
    std::vector<std::size_t> with_intervals_; ///< indices of indicators
    std::vector<Alternative> normalisations_;
    std::vector<Alternative> treatments_;
    std::vector<Alternative> missing_rules_;
    std::vector<Mean> means_;
    std::vector<DoubtfulChoice> choices_;
    std::vector<Methods> methods_; ///< by combination of options
    std::vector<ScoreMatrix> points_; ///< by combination; empty for indicators with intervals
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

/// Sums over one block of rows.
struct BlockSums {
    std::vector<SobolSums> sobol; ///< by city
    std::vector<double> scores; ///< sums of the scores of A and B, by city
};

/// Results of all blocks; each block writes its own rows.
struct Outputs {
    std::vector<std::uint32_t> ranks; ///< by city, then row of A, then row of B
    std::vector<double> shifts; ///< shifts of A, B and the mixed runs, row after row
    std::vector<BlockSums> blocks;
};

/// Runs rows first..last of the design.
void run_rows(const Design& design, const IndexDefinition& definition, std::size_t node,
    const std::vector<double>& reference, std::size_t rows, std::size_t first, std::size_t last,
    BlockSums& sums, Outputs& outputs)
{
    const std::size_t cities = reference.size();
    const std::size_t factors = design.choices().size();
    const std::vector<std::size_t> reference_ranks = ranks(reference);
    sums.scores.assign(cities, 0.0);
    for (const double score : reference) {
        sums.sobol.emplace_back(factors, std::isnan(score) ? 0.0 : score);
    }
    Desk desk;
    desk.nodes = definition.nodes;
    std::array<std::vector<double>, 2> base;
    std::array<double, 2> base_shifts {};
    std::vector<std::vector<double>> mixed(factors);
    std::vector<double> of_city(factors);
    for (std::size_t row = first; row < last; ++row) {
        double* const shifts = &outputs.shifts[row * (factors + 2)];
        // A comes last, because mixed runs start with its points.
        for (const std::uint32_t matrix : { 1u, 0u }) {
            Draw& draw = matrix == 0 ? desk.a : desk.b;
            design.draw(row, matrix, draw);
            desk.values = nullptr;
            base[matrix] = design.scores({ &draw.weights, &draw.values, draw.options }, node, desk);
            const std::vector<std::size_t> now = ranks(base[matrix]);
            for (std::size_t city = 0; city < cities; ++city) {
                outputs.ranks[(city * 2 + matrix) * rows + row]
                    = static_cast<std::uint32_t>(now[city]);
                sums.scores[city] += std::isnan(base[matrix][city]) ? 0.0 : base[matrix][city];
            }
            base_shifts[matrix] = shift_in_rank(reference_ranks, now);
            shifts[matrix] = base_shifts[matrix];
        }
        for (std::size_t i = 0; i < factors; ++i) {
            Run run {};
            const bool differs = Design::mix(desk.a, desk.b, design.choices()[i], run);
            mixed[i] = differs ? design.scores(run, node, desk) : base[0];
            shifts[2 + i]
                = differs ? shift_in_rank(reference_ranks, ranks(mixed[i])) : base_shifts[0];
        }
        for (std::size_t city = 0; city < cities; ++city) {
            for (std::size_t i = 0; i < factors; ++i) {
                of_city[i] = mixed[i][city];
            }
            sums.sobol[city].add(base[0][city], base[1][city], of_city);
        }
    }
}

/// Returns the least rank that at least `share` of the sorted ranks do not exceed, or 0 if there
/// are none.
std::size_t rank_quantile(std::span<const std::uint32_t> sorted, double share)
{
    if (sorted.empty()) {
        return 0;
    }
    const double place = std::ceil(share * static_cast<double>(sorted.size()) - 1e-9);
    return sorted[static_cast<std::size_t>(std::max(place, 1.0)) - 1];
}

void describe_ranks(std::span<std::uint32_t> drawn, CityTrust& city)
{
    std::sort(drawn.begin(), drawn.end());
    const double draws = static_cast<double>(drawn.size());
    const auto first_ranked = std::upper_bound(drawn.begin(), drawn.end(), 0u);
    const std::span<const std::uint32_t> ranked(first_ranked, drawn.end());
    city.median_rank = rank_quantile(ranked, 0.5);
    city.lower_rank = rank_quantile(ranked, 0.05);
    city.upper_rank = rank_quantile(ranked, 0.95);
    city.top_five
        = static_cast<double>(std::upper_bound(ranked.begin(), ranked.end(), best) - ranked.begin())
        / draws;
    city.no_score = 1.0 - static_cast<double>(ranked.size()) / draws;
}

} // namespace

std::string_view name_of(DoubtfulChoice choice)
{
    switch (choice) {
    case DoubtfulChoice::weights:
        return "weights";
    case DoubtfulChoice::intervals:
        return "intervals";
    case DoubtfulChoice::normalisation:
        return "normalisation";
    case DoubtfulChoice::treatment:
        return "treatment";
    case DoubtfulChoice::missing_rule:
        return "missing rule";
    case DoubtfulChoice::mean:
        return "mean";
    }
    return "";
}

Robustness robustness_of(
    const IndexDefinition& definition, const IndicatorValues& values, std::size_t node)
{
    const Design design(definition, values);
    const std::vector<double> reference = evaluate(definition, values).scores.at(node);
    const std::size_t cities = reference.size();
    const std::size_t factors = design.choices().size();
    const std::size_t rows = (definition.doubts.draws + 1) / 2;
    const std::size_t blocks = std::min(rows, most_blocks);

    Outputs outputs;
    outputs.ranks.resize(cities * rows * 2);
    outputs.shifts.resize(rows * (factors + 2));
    outputs.blocks.resize(blocks);
    tbb::parallel_for(
        tbb::blocked_range<std::size_t>(0, blocks, 1),
        [&](const tbb::blocked_range<std::size_t>& range) {
            for (std::size_t block = range.begin(); block < range.end(); ++block) {
                run_rows(design, definition, node, reference, rows, rows * block / blocks,
                    rows * (block + 1) / blocks, outputs.blocks[block], outputs);
            }
        },
        tbb::simple_partitioner());

    Robustness result;
    result.choices = design.choices();
    result.draws = 2 * rows;
    result.runs = (factors + 2) * rows;
    const std::vector<std::size_t> reference_ranks = ranks(reference);
    result.cities.resize(cities);
    tbb::parallel_for(std::size_t { 0 }, cities, [&](std::size_t i) {
        CityTrust& city = result.cities[i];
        city.score = reference[i];
        city.rank = reference_ranks[i];
        describe_ranks(std::span(outputs.ranks).subspan(i * rows * 2, rows * 2), city);
        SobolSums sobol = outputs.blocks[0].sobol[i];
        double sum = outputs.blocks[0].scores[i];
        for (std::size_t block = 1; block < blocks; ++block) {
            sobol.add(outputs.blocks[block].sobol[i]);
            sum += outputs.blocks[block].scores[i];
        }
        const double scored = std::round((1.0 - city.no_score) * static_cast<double>(result.draws));
        city.mean_score = scored > 0.0 ? sum / scored : nan;
        SobolIndices indices = sobol.indices();
        city.first = std::move(indices.first);
        city.total = std::move(indices.total);
    });

    SobolSums sobol(factors);
    double shifts = 0.0;
    std::size_t shifted = 0;
    for (std::size_t row = 0; row < rows; ++row) {
        const std::span<const double> of_row
            = std::span(outputs.shifts).subspan(row * (factors + 2), factors + 2);
        sobol.add(of_row[0], of_row[1], of_row.subspan(2));
        for (const double shift : of_row.first(2)) {
            shifts += std::isnan(shift) ? 0.0 : shift;
            shifted += std::isnan(shift) ? 0 : 1;
        }
    }
    result.rank_shift = shifted == 0 ? nan : shifts / static_cast<double>(shifted);
    const SobolIndices indices = sobol.indices();
    const SobolErrors errors
        = bootstrap_errors(outputs.shifts, factors, bootstrap_resamples, definition.doubts.seed);
    for (std::size_t i = 0; i < factors; ++i) {
        result.rank_shift_shares.push_back({ design.choices()[i], indices.first[i],
            indices.total[i], errors.first[i], errors.total[i] });
    }
    return result;
}

} // namespace cityflux
