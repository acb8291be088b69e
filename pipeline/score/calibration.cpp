#include "pipeline/score/calibration.h"

#include "grids/text/error.h"
#include "grids/text/joined.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include <fmt/format.h>

namespace cityflux {
namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr const char* as_defined = "as defined";

bool is_indicator(const IndexNode& node)
{
    return node.indicator != IndexNode::nowhere;
}

/// Returns "domain 2 of double-carbon-2022", or the index itself.
std::string name_of_node(const IndexDefinition& definition, std::size_t node)
{
    return node == 0
        ? fmt::format("the index {}", definition.name)
        : fmt::format("domain {} of {}", definition.labels[node].code, definition.name);
}

/// Returns the subject of a message about a node.
std::string subject_of(const IndexDefinition& definition, std::size_t node)
{
    return fmt::format("{}: {}", definition.source.string(), name_of_node(definition, node));
}

/// Returns the error of a node in which fewer than two cities can be compared.
InputError too_few_scores(const RankingTable& ranking, const std::string& found)
{
    return InputError(ProblemCode::insufficient, ranking.title(),
        fmt::format("insufficient data: {}, so no pair can be compared", found),
        { "give the missing tables, or allow more missing weight, e.g. ",
            named(Setting::most_missing, "0.5") });
}

/// Adds the children of a node, or with `leaves` all indicators below it, and their weights in it.
void add_weighed(const IndexDefinition& definition, std::size_t node, double weight, bool leaves,
    CalibrationResult& result)
{
    if (definition.nodes[node].mean != Mean::arithmetic) {
        throw InputError(ProblemCode::unsupported, subject_of(definition, node),
            "unsupported mean: it is not arithmetic, and weights are found only for weighted sums",
            "calibrate a domain whose mean is arithmetic");
    }
    for (const std::size_t child : definition.nodes[node].children) {
        const double of_child = weight * definition.nodes[child].weight;
        if (leaves && !is_indicator(definition.nodes[child])) {
            add_weighed(definition, child, of_child, leaves, result);
        } else {
            result.weighed.push_back(child);
            result.own_weights.push_back(of_child);
        }
    }
}

std::string codes_of(const IndexDefinition& definition, const std::vector<std::size_t>& nodes)
{
    std::vector<std::string> codes;
    for (const std::size_t node : nodes) {
        codes.push_back(definition.labels[node].code);
    }
    return joined(codes, ", ");
}

bool is_below(const std::vector<IndexNode>& nodes, std::size_t node, std::size_t above)
{
    while (node != above && node != IndexNode::nowhere) {
        node = nodes[node].parent;
    }
    return node == above;
}

/// Drops the notes on indicators that are not below the node, because their tables are not needed
/// for one domain. gather() names an indicator by its code, in quotes.
void forget_others(CalibrationResult& result)
{
    const IndexDefinition& definition = result.score.definition;
    for (std::size_t node = 0; node < definition.nodes.size(); ++node) {
        if (is_indicator(definition.nodes[node])
            && !is_below(definition.nodes, node, result.node)) {
            std::erase_if(result.score.gathered.notes, [&](const std::string& note) {
                return note.find(fmt::format("indicator '{}'", definition.labels[node].code))
                    != std::string::npos;
            });
        }
    }
}

/// Leaves out nodes without a score in any city, and scales the weights of the rest.
void leave_out_empty(CalibrationResult& result)
{
    std::vector<std::size_t> kept;
    std::vector<std::size_t> empty;
    std::vector<double> weights;
    for (std::size_t i = 0; i < result.weighed.size(); ++i) {
        const std::vector<double>& scores = result.score.evaluation.scores[result.weighed[i]];
        if (std::all_of(
                scores.begin(), scores.end(), [](double score) { return std::isnan(score); })) {
            empty.push_back(result.weighed[i]);
        } else {
            kept.push_back(result.weighed[i]);
            weights.push_back(result.own_weights[i]);
        }
    }
    const IndexDefinition& definition = result.score.definition;
    if (kept.empty()) {
        throw InputError(ProblemCode::insufficient, subject_of(definition, result.node),
            fmt::format("insufficient data: no city has a score in {}, so no pair can be compared",
                codes_of(definition, empty)),
            { "give the tables of its indicators, e.g. ", named(Setting::data, "statistics.csv"),
                " or ", named(Setting::policy_register, "actions.csv") });
    }
    if (!empty.empty()) {
        result.notes.push_back(fmt::format(
            "{} {} left out, because no city has a score there; the weights are those of "
            "the others",
            codes_of(definition, empty), empty.size() == 1 ? "is" : "are"));
    }
    const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    for (double& weight : weights) {
        weight = sum > 0.0 ? weight / sum : 1.0 / static_cast<double>(weights.size());
    }
    result.weighed = std::move(kept);
    result.own_weights = std::move(weights);
}

/// Returns which cities have no score at the node, and adds a note that lists those in the ranking.
std::vector<bool> without_score(CalibrationResult& result)
{
    const std::vector<double>& scores = result.score.evaluation.scores[result.node];
    std::vector<bool> without;
    for (const double score : scores) {
        without.push_back(std::isnan(score));
    }
    const auto count = std::count(without.begin(), without.end(), true);
    if (count == 0) {
        return without;
    }
    std::vector<std::string> named_cities;
    for (std::size_t i = 0; i < result.published.named.size(); ++i) {
        if (without[result.published.named[i]]) {
            named_cities.push_back(fmt::format("{} (position {})",
                result.score.gathered.indicators.cities[result.published.named[i]].name,
                result.ranking.cities[i].position));
        }
    }
    const std::string where = name_of_node(result.score.definition, result.node);
    if (static_cast<std::size_t>(count) + 1 >= scores.size()
        || named_cities.size() == result.published.named.size()) {
        throw too_few_scores(result.ranking,
            fmt::format("{} cities have no score in {}, among them {} of the {} in the ranking",
                count, where, named_cities.size(), result.published.named.size()));
    }
    result.notes.push_back(fmt::format("{} of {} cities have no score in {} and are not compared{}",
        count, scores.size(), where,
        named_cities.empty()
            ? std::string()
            : fmt::format("; of the ranking these are {}", joined(named_cities, ", "))));
    return without;
}

/// Returns true if other treatments and normalisations can apply to an indicator. Categories and
/// registers have the points of their file.
bool is_open(const IndexDefinition& definition, std::size_t node)
{
    const std::size_t indicator = definition.nodes[node].indicator;
    return indicator != IndexNode::nowhere
        && definition.sources[indicator].kind == IndicatorSource::Kind::expression
        && definition.methods[indicator].normalisation.kind != Normalisation::Kind::none;
}

/// Returns the points of the weighed nodes if one treatment and one normalisation
/// apply to all open indicators.
ScoreMatrix points_by(const CalibrationResult& result, const ScoreMatrix& raw,
    const Treatment& treatment, Normalisation::Kind normalisation)
{
    const IndexDefinition& definition = result.score.definition;
    ScoreMatrix points(result.weighed.size());
    for (std::size_t i = 0; i < result.weighed.size(); ++i) {
        const std::size_t indicator = definition.nodes[result.weighed[i]].indicator;
        IndicatorMethod method = definition.methods[indicator];
        if (!is_open(definition, result.weighed[i])) {
            points[i] = result.score.evaluation.points[indicator];
            continue;
        }
        method.treatment = treatment;
        method.normalisation = alternative_normalisation(method.normalisation, normalisation);
        try {
            points_into(method, raw[indicator], points[i]);
        } catch (const InputError& error) {
            throw InputError(error.message().within(definition.labels[result.weighed[i]].code));
        }
    }
    return points;
}

std::vector<Treatment> candidate_treatments()
{
    Treatment winsorised;
    winsorised.kind = Treatment::Kind::winsorise;
    winsorised.lower = 0.05;
    winsorised.upper = 0.95;
    Treatment inner;
    inner.kind = Treatment::Kind::tukey;
    inner.fences = 1.5;
    Treatment outer = inner;
    outer.fences = 3.0;
    return { Treatment {}, winsorised, inner, outer };
}

constexpr Normalisation::Kind candidate_normalisations[] = { Normalisation::Kind::min_max,
    Normalisation::Kind::percentile_rank, Normalisation::Kind::z_score };

/// Returns the node whose score is ranked. Throws InputError if it is an indicator.
std::size_t ranked_node(const IndexDefinition& definition, const std::string& code)
{
    const std::size_t node = code.empty() ? 0 : definition.node_of(code);
    if (is_indicator(definition.nodes[node])) {
        throw InputError(ProblemCode::invalid, definition.source.string(),
            fmt::format(
                "'{}' is not a domain but an indicator, which has no weights below it", code),
            fmt::format("calibrate {}", name_of_node(definition, definition.nodes[node].parent)));
    }
    return node;
}

/// Cities and pairs that each method compares.
struct ComparedCities {
    std::vector<bool> without_score; ///< by city
    std::vector<CityPair> pairs;
};

/// Calibrates one method, of which the names are set. `points_of` returns the points of the weighed
/// nodes; if it throws InputError, that is the refusal.
template <typename PointsOf>
CalibratedMethod calibrated_method(CalibratedMethod method, const CalibrationResult& result,
    const ComparedCities& compared, const CalibrationOptions& options, const PointsOf& points_of)
{
    try {
        ScoreMatrix points = points_of();
        for (std::vector<double>& row : points) {
            for (std::size_t c = 0; c < row.size(); ++c) {
                row[c] = compared.without_score[c] ? not_a_number : row[c];
            }
        }
        method.calibration = calibrated(points, compared.pairs, options);
        method.swapped_by_own = swapped_pairs(points, compared.pairs, result.own_weights, options);
    } catch (const InputError& error) {
        method.refusal = error.what();
    }
    return method;
}

/// Adds the index's own method. Throws InputError if it is not defined on the values.
void add_own_method(
    CalibrationResult& result, const ComparedCities& compared, const CalibrationOptions& options)
{
    CalibratedMethod method { as_defined, as_defined, {}, {}, {} };
    result.methods.push_back(calibrated_method(std::move(method), result, compared, options, [&] {
        ScoreMatrix points;
        for (const std::size_t node : result.weighed) {
            points.push_back(result.score.evaluation.scores[node]);
        }
        return points;
    }));
    if (!result.methods.front().refusal.empty()) {
        throw too_few_scores(result.ranking,
            fmt::format("fewer than two cities of the ranking have a score in {}",
                name_of_node(result.score.definition, result.node)));
    }
}

/// Returns true if all weighed nodes are indicators, and other methods can apply to any of them.
bool has_alternatives(const CalibrationResult& result)
{
    const IndexDefinition& definition = result.score.definition;
    const bool only_indicators = std::all_of(result.weighed.begin(), result.weighed.end(),
        [&](std::size_t node) { return is_indicator(definition.nodes[node]); });
    const bool any_open = std::any_of(result.weighed.begin(), result.weighed.end(),
        [&](std::size_t node) { return is_open(definition, node); });
    return only_indicators && any_open;
}

/// Adds each candidate treatment with each candidate normalisation.
void add_alternatives(
    CalibrationResult& result, const ComparedCities& compared, const CalibrationOptions& options)
{
    const ScoreMatrix raw = raw_values(result.score.gathered.indicators);
    for (const Normalisation::Kind normalisation : candidate_normalisations) {
        for (const Treatment& treatment : candidate_treatments()) {
            CalibratedMethod method { text_of(treatment), std::string(name_of(normalisation)), {},
                {}, {} };
            result.methods.push_back(calibrated_method(std::move(method), result, compared, options,
                [&] { return points_by(result, raw, treatment, normalisation); }));
        }
    }
}

} // namespace

CalibratedMethod::Bounds CalibratedMethod::bounds() const
{
    if (calibration.exact || exact_share()) {
        return Bounds::exact;
    }
    return calibration.certain.feasible ? Bounds::within : Bounds::at_most;
}

const WeightRegion& CalibratedMethod::region() const
{
    return calibration.certain.feasible ? calibration.certain : calibration.possible;
}

std::optional<double> CalibratedMethod::exact_share() const
{
    if (calibration.consistency == Consistency::inconsistent) {
        return 0.0;
    }
    const auto& [certain, possible]
        = std::tie(calibration.certain.share, calibration.possible.share);
    return certain && possible && *certain == *possible ? certain : std::nullopt;
}

CalibrationResult make_calibration(
    const CalibrationRequest& request, const std::vector<NamedCity>& cities)
{
    CalibrationResult result;
    result.ranking = read_ranking(request.ranking, request.ranking_name);
    result.published = published_ranking(result.ranking, CityNames(cities), request.others_beyond);
    ScoreRequest score = request.score;
    score.draws = 0;
    result.score = make_score(score, cities);
    result.node = ranked_node(result.score.definition, request.node);
    forget_others(result);
    add_weighed(result.score.definition, result.node, 1.0, request.leaves, result);
    leave_out_empty(result);
    ComparedCities compared;
    compared.without_score = without_score(result);
    compared.pairs = pairs_of(result.published, cities.size());
    add_own_method(result, compared, request.options);
    if (has_alternatives(result)) {
        add_alternatives(result, compared, request.options);
    }
    return result;
}

} // namespace cityflux
