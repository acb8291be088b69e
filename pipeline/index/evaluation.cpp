#include "pipeline/index/evaluation.h"

#include "grids/text/error.h"
#include "grids/text/words.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <stdexcept>

#include <fmt/format.h>

namespace cityflux {
namespace {

using Kind = Normalisation::Kind;

/// Weights that sum to 1 in the file may differ from 1 by rounding. Missing weight counts only
/// beyond this.
constexpr double share_tolerance = 1e-9;

/// Scratch memory that is reused for each indicator.
struct Scratch {
    std::vector<double> values;
    RankOrder order;
};

/// Returns the logarithm of a bound in the indicator's unit. Throws InputError if it has none.
double log_of_bound(double bound, double offset)
{
    if (bound + offset <= 0.0) {
        throw InputError(ProblemCode::out_of_range, {},
            fmt::format(
                "bound out of range: {} has no logarithm with the offset {}", bound, offset),
            "move the bound, or use another treatment");
    }
    return std::log(bound + offset);
}

/// Returns the normalisation for values after a logarithm. Throws InputError for a benchmark.
Normalisation in_logarithms(Normalisation normalisation, double offset)
{
    if (normalisation.kind == Kind::goalposts) {
        normalisation.lower = log_of_bound(normalisation.lower, offset);
        normalisation.upper = log_of_bound(normalisation.upper, offset);
    } else if (normalisation.kind == Kind::distance_to_target) {
        normalisation.target = log_of_bound(normalisation.target, offset);
    } else if (normalisation.kind == Kind::benchmark) {
        throw InputError(ProblemCode::conflicting, {},
            "conflicting benchmark and logarithm: a ratio of logarithms is undefined",
            "use goalposts, or another treatment");
    }
    return normalisation;
}

void fill_missing(MissingRule rule, const Normalisation& normalisation, std::vector<double>& points,
    std::vector<double>& scratch)
{
    if (rule == MissingRule::leave_out
        || std::none_of(points.begin(), points.end(), [](double p) { return std::isnan(p); })) {
        return;
    }
    double filling = 0.0;
    if (rule == MissingRule::least) {
        filling = least_points_of(normalisation, points);
    } else {
        scratch.clear();
        std::copy_if(points.begin(), points.end(), std::back_inserter(scratch),
            [](double p) { return !std::isnan(p); });
        filling = quantile_of_unsorted(scratch, 0.5);
    }
    std::replace_if(
        points.begin(), points.end(), [](double p) { return std::isnan(p); }, filling);
}

void score_indicator(const IndicatorMethod& method, const std::vector<double>& raw,
    std::vector<double>& treated_values, std::vector<double>& points, Scratch& scratch)
{
    static const Treatment untouched;
    const bool positions = method.normalisation.kind == Kind::categories;
    treat_into(raw, positions ? untouched : method.treatment, treated_values, scratch.values);
    const bool logarithms = !positions && method.treatment.kind == Treatment::Kind::log;
    if (logarithms) {
        normalise_into(treated_values, method.direction,
            in_logarithms(method.normalisation, method.treatment.offset), points, scratch.order);
    } else {
        normalise_into(
            treated_values, method.direction, method.normalisation, points, scratch.order);
    }
    fill_missing(method.missing, method.normalisation, points, scratch.values);
}

/// Adds a child to the sums of all cities. `mean` is a template parameter because this is the hot
/// loop.
template <Mean mean>
void add_child(double weight, const std::vector<double>& scores, std::vector<double>& sums,
    std::vector<double>& weights)
{
    for (std::size_t city = 0; city < scores.size(); ++city) {
        const bool missing = std::isnan(scores[city]);
        sums[city] += missing ? 0.0 : weight * mean_term(mean, scores[city]);
        weights[city] += missing ? 0.0 : weight;
    }
}

/// Computes score and presence of a node from its children, for all cities.
void score_parent(const std::vector<IndexNode>& nodes, std::size_t index, Evaluation& out,
    std::vector<double>& weights)
{
    const IndexNode& node = nodes[index];
    std::vector<double>& score = out.scores[index];
    std::vector<double>& present = out.present[index];
    const std::size_t cities = score.size();
    std::fill(score.begin(), score.end(), 0.0);
    std::fill(present.begin(), present.end(), 0.0);
    weights.assign(cities, 0.0);
    double all_weights = 0.0;
    for (const std::size_t child : node.children) {
        const double weight = nodes[child].weight;
        if (weight == 0.0) {
            continue;
        }
        all_weights += weight;
        switch (node.mean) {
        case Mean::arithmetic:
            add_child<Mean::arithmetic>(weight, out.scores[child], score, weights);
            break;
        case Mean::geometric:
            add_child<Mean::geometric>(weight, out.scores[child], score, weights);
            break;
        case Mean::harmonic:
            add_child<Mean::harmonic>(weight, out.scores[child], score, weights);
            break;
        }
        const std::vector<double>& present_below = out.present[child];
        for (std::size_t city = 0; city < cities; ++city) {
            present[city] += weight * present_below[city];
        }
    }
    for (std::size_t city = 0; city < cities; ++city) {
        present[city] /= all_weights;
        const bool enough = 1.0 - present[city] <= node.most_missing + share_tolerance;
        score[city] = enough ? mean_from_terms(node.mean, score[city], weights[city])
                             : std::numeric_limits<double>::quiet_NaN();
    }
}

void resize(ScoreMatrix& matrix, std::size_t rows, std::size_t columns)
{
    matrix.resize(rows);
    for (auto& row : matrix) {
        row.resize(columns);
    }
}

/// Computes an evaluation. `name_of` returns an indicator's name by its position, for errors.
template <typename Name>
void evaluate_named(const std::vector<IndexNode>& nodes,
    const std::vector<IndicatorMethod>& methods, const ScoreMatrix& raw, Evaluation& out,
    const Name& name_of)
{
    if (raw.size() != methods.size()) {
        throw std::logic_error(fmt::format(
            "{} indicators have methods, but {} have values", methods.size(), raw.size()));
    }
    const std::size_t cities = raw.empty() ? 0 : raw.front().size();
    resize(out.treated, methods.size(), cities);
    resize(out.points, methods.size(), cities);
    Scratch scratch;
    for (std::size_t i = 0; i < methods.size(); ++i) {
        if (raw[i].size() != cities) {
            throw std::logic_error(fmt::format(
                "{} has {} values, but there are {} cities", name_of(i), raw[i].size(), cities));
        }
        try {
            score_indicator(methods[i], raw[i], out.treated[i], out.points[i], scratch);
        } catch (const InputError& error) {
            throw InputError(error.message().within(name_of(i)));
        }
    }
    score_nodes_into(nodes, raw, out);
}

} // namespace

void points_into(
    const IndicatorMethod& method, const std::vector<double>& raw, std::vector<double>& points)
{
    Scratch scratch;
    std::vector<double> treated_values;
    score_indicator(method, raw, treated_values, points, scratch);
}

void score_nodes_into(const std::vector<IndexNode>& nodes, const ScoreMatrix& raw, Evaluation& out)
{
    const std::size_t cities = raw.empty() ? 0 : raw.front().size();
    resize(out.scores, nodes.size(), cities);
    resize(out.present, nodes.size(), cities);
    std::vector<double> weights;
    for (std::size_t index = nodes.size(); index-- > 0;) {
        const IndexNode& node = nodes[index];
        if (!node.children.empty()) {
            score_parent(nodes, index, out, weights);
            continue;
        }
        out.scores[index] = out.points.at(node.indicator);
        std::transform(raw[node.indicator].begin(), raw[node.indicator].end(),
            out.present[index].begin(), [](double value) { return std::isnan(value) ? 0.0 : 1.0; });
    }
}

void evaluate_into(const std::vector<IndexNode>& nodes, const std::vector<IndicatorMethod>& methods,
    const ScoreMatrix& raw, Evaluation& out)
{
    evaluate_named(
        nodes, methods, raw, out, [](std::size_t i) { return fmt::format("indicator {}", i + 1); });
}

Evaluation evaluate(const std::vector<IndexNode>& nodes,
    const std::vector<IndicatorMethod>& methods, const ScoreMatrix& raw)
{
    Evaluation out;
    evaluate_into(nodes, methods, raw, out);
    return out;
}

Evaluation evaluate(const IndexDefinition& definition, const IndicatorValues& values)
{
    Evaluation out;
    evaluate_named(definition.nodes, methods_for(definition, values.cities), raw_values(values),
        out, [&](std::size_t i) {
            return fmt::format(
                "{}: indicator {}", definition.source.string(), definition.indicator_code(i));
        });
    return out;
}

std::vector<IndicatorMethod> methods_for(
    const IndexDefinition& definition, const std::vector<ScoredCity>& cities)
{
    std::vector<IndicatorMethod> methods = definition.methods;
    for (IndicatorMethod& method : methods) {
        const std::string& wanted = method.normalisation.reference_city;
        if (wanted.empty()) {
            continue;
        }
        const auto found = std::find_if(cities.begin(), cities.end(), [&](const ScoredCity& city) {
            return same_word(city.id, wanted) || same_word(city.name, wanted)
                || std::any_of(city.aliases.begin(), city.aliases.end(),
                    [&](const std::string& alias) { return same_word(alias, wanted); });
        });
        if (found == cities.end()) {
            std::vector<std::string> names;
            for (const ScoredCity& city : cities) {
                names.push_back(city.name);
            }
            throw InputError(ProblemCode::unknown, definition.source.string(),
                fmt::format("unknown reference city '{}'{}, not one of the {} cities with data",
                    wanted, did_you_mean(wanted, names, 3), cities.size()),
                "name one of them");
        }
        method.normalisation.reference = static_cast<std::size_t>(found - cities.begin());
    }
    return methods;
}

ScoreMatrix raw_values(const IndicatorValues& values)
{
    ScoreMatrix raw(values.values.size());
    for (std::size_t i = 0; i < raw.size(); ++i) {
        raw[i].reserve(values.values[i].size());
        for (const IndicatorValue& value : values.values[i]) {
            raw[i].push_back(value.value);
        }
    }
    return raw;
}

} // namespace cityflux
