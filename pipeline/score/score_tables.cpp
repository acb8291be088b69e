#include "pipeline/score/score_tables.h"

#include "grids/text/joined.h"
#include "pipeline/output/csv_text.h"
#include "pipeline/output/json_text.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <nlohmann/json.hpp>

namespace cityflux {
namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

const std::vector<ScoredCity>& cities_of(const ScoreResult& result)
{
    return result.gathered.indicators.cities;
}

std::size_t level_of(const std::vector<IndexNode>& nodes, std::size_t node)
{
    std::size_t level = 0;
    for (; nodes[node].parent != IndexNode::nowhere; node = nodes[node].parent) {
        ++level;
    }
    return level;
}

std::string wide_csv(const ScoreResult& result, const auto& add_field)
{
    Csv csv;
    csv.field("city_id").field("city").field("rank").field("score");
    for (std::size_t node = 1; node < result.definition.nodes.size(); ++node) {
        csv.field(result.definition.labels[node].code);
    }
    csv.end_row();
    for (const std::size_t c : cities_by_rank(result)) {
        csv.city(cities_of(result)[c])
            .place(result.ranks.front()[c])
            .field(result.evaluation.scores.front()[c]);
        for (std::size_t node = 1; node < result.definition.nodes.size(); ++node) {
            add_field(csv, node, c);
        }
        csv.end_row();
    }
    return csv.text();
}

} // namespace

std::vector<std::size_t> cities_by_rank(const ScoreResult& result)
{
    std::vector<std::size_t> order(cities_of(result).size());
    std::iota(order.begin(), order.end(), std::size_t { 0 });
    const std::vector<std::size_t>& rank = result.ranks.front();
    // Cities without a score have rank 0 and come last, because rank - 1 wraps around.
    std::stable_sort(order.begin(), order.end(),
        [&](std::size_t a, std::size_t b) { return rank[a] - 1 < rank[b] - 1; });
    return order;
}

std::string scores_csv(const ScoreResult& result)
{
    Csv csv;
    csv.header({ "city_id", "city", "code", "name_zh", "name_en", "level", "value", "lower",
        "upper", "unit", "treated", "score", "rank", "of", "weight", "present", "flag" });
    const std::vector<IndexNode>& nodes = result.definition.nodes;
    std::vector<std::size_t> ranked;
    for (const std::vector<std::size_t>& ranks : result.ranks) {
        ranked.push_back(ranks.size()
            - static_cast<std::size_t>(std::count(ranks.begin(), ranks.end(), std::size_t { 0 })));
    }
    for (std::size_t c = 0; c < cities_of(result).size(); ++c) {
        for (std::size_t node = 0; node < nodes.size(); ++node) {
            const NodeLabel& label = result.definition.labels[node];
            const std::size_t i = nodes[node].indicator;
            const bool is_indicator = i != IndexNode::nowhere;
            const IndicatorValue value
                = is_indicator ? result.gathered.indicators.values[i][c] : IndicatorValue {};
            csv.city(cities_of(result)[c]);
            csv.field(label.code).field(label.name_zh);
            csv.field(label.name_en).field(std::to_string(level_of(nodes, node)));
            csv.field(value.value).field(value.lower).field(value.upper).field(label.unit);
            csv.field(is_indicator ? result.evaluation.treated[i][c] : not_a_number);
            csv.field(result.evaluation.scores[node][c]).place(result.ranks[node][c]);
            csv.field(std::to_string(ranked[node])).field(result.effective_weights[node]);
            csv.field(result.evaluation.present[node][c]);
            csv.field(joined(value.flags, "; "));
            csv.end_row();
        }
    }
    return csv.text();
}

std::string scores_wide_csv(const ScoreResult& result)
{
    return wide_csv(result, [&](Csv& csv, std::size_t node, std::size_t city) {
        csv.field(result.evaluation.scores[node][city]);
    });
}

std::string ranks_wide_csv(const ScoreResult& result)
{
    return wide_csv(result,
        [&](Csv& csv, std::size_t node, std::size_t city) { csv.place(result.ranks[node][city]); });
}

std::string profiles_csv(const ScoreResult& result)
{
    Csv csv;
    csv.header({ "city_id", "city", "code", "name_zh", "name_en", "score", "median", "best",
        "against_median", "against_best" });
    for (std::size_t c = 0; c < cities_of(result).size(); ++c) {
        for (std::size_t node = 0; node < result.standings.size(); ++node) {
            const NodeLabel& label = result.definition.labels[node];
            const Standing& standing = result.standings[node][c];
            csv.city(cities_of(result)[c]);
            csv.field(label.code).field(label.name_zh);
            csv.field(label.name_en);
            csv.field(standing.score).field(standing.median).field(standing.best);
            csv.field(standing.against_median).field(standing.against_best);
            csv.end_row();
        }
    }
    return csv.text();
}

std::string sources_csv(const ScoreResult& result)
{
    Csv csv;
    csv.header({ "city_id", "city", "code", "source" });
    for (std::size_t c = 0; c < cities_of(result).size(); ++c) {
        for (std::size_t node = 0; node < result.definition.nodes.size(); ++node) {
            const std::size_t i = result.definition.nodes[node].indicator;
            if (i == IndexNode::nowhere) {
                continue;
            }
            for (const std::string& trace : result.gathered.indicators.values[i][c].traces) {
                csv.city(cities_of(result)[c]).field(result.definition.labels[node].code);
                csv.field(trace);
                csv.end_row();
            }
        }
    }
    return csv.text();
}

std::string robustness_csv(const ScoreResult& result)
{
    Csv csv;
    csv.header({ "city_id", "city", "rank", "rank_median", "rank_05", "rank_95", "score",
        "score_mean", "top_five_share", "no_score_share" });
    for (const std::size_t c : cities_by_rank(result)) {
        const CityTrust& trust = result.robustness->cities[c];
        csv.city(cities_of(result)[c])
            .place(trust.rank)
            .place(trust.median_rank)
            .place(trust.lower_rank);
        csv.place(trust.upper_rank)
            .field(trust.score)
            .field(trust.mean_score)
            .field(trust.top_five)
            .field(trust.no_score);
        csv.end_row();
    }
    return csv.text();
}

std::string sensitivity_csv(const ScoreResult& result)
{
    const Robustness& robustness = *result.robustness;
    Csv csv;
    csv.header(
        { "output", "city_id", "city", "choice", "first", "first_error", "total", "total_error" });
    for (const ChoiceShare& share : robustness.rank_shift_shares) {
        csv.field("rank shift").field("").field("").field(name_of(share.choice));
        csv.field(share.first).field(share.first_error).field(share.total).field(share.total_error);
        csv.end_row();
    }
    for (std::size_t c = 0; c < robustness.cities.size(); ++c) {
        for (std::size_t k = 0; k < robustness.choices.size(); ++k) {
            csv.field("score").city(cities_of(result)[c]).field(name_of(robustness.choices[k]));
            csv.field(robustness.cities[c].first[k])
                .field("")
                .field(robustness.cities[c].total[k])
                .field("");
            csv.end_row();
        }
    }
    return csv.text();
}

std::string decoupling_csv(const ScoreResult& result)
{
    Csv csv;
    csv.header({ "city_id", "city", "class", "class_zh", "class_en", "reason", "peak_year",
        "last_year", "years_since_peak", "below_peak", "slope_since_peak", "p_since_peak", "slope",
        "p", "co2_change", "gdp_change", "elasticity", "state", "co2_per_inhabitant", "co2_year",
        "population_year", "medians", "flag" });
    for (std::size_t c = 0; c < result.decoupling.size(); ++c) {
        const CityDecoupling& city = result.decoupling[c];
        const std::optional<DecouplingClass>& decoupling = city.verdict.decoupling;
        csv.city(cities_of(result)[c]);
        csv.place(decoupling ? static_cast<std::size_t>(*decoupling) : 0);
        csv.field(decoupling ? chinese_name(*decoupling) : "")
            .field(decoupling ? english_name(*decoupling) : "");
        csv.field(city.verdict.reason);
        if (const auto& peak = city.evidence.peak) {
            csv.field(std::to_string(peak->peak_year)).field(std::to_string(peak->last_year));
            csv.field(std::to_string(peak->years_since)).field(peak->below);
            csv.field(peak->since_peak.slope).field(peak->since_peak.test.p);
            csv.field(peak->whole.slope).field(peak->whole.test.p);
        } else {
            csv.blanks(8);
        }
        if (const auto& tapio = city.evidence.elasticity) {
            csv.field(tapio->co2_change).field(tapio->gdp_change).field(tapio->elasticity);
            csv.field(tapio->state ? english_name(*tapio->state) : "");
        } else {
            csv.blanks(4);
        }
        csv.field(city.co2_per_inhabitant).place(static_cast<std::size_t>(city.co2_year));
        csv.place(static_cast<std::size_t>(city.population_year))
            .field(city.evidence.multiple.value_or(not_a_number));
        csv.field(joined(city.flags, "; "));
        csv.end_row();
    }
    return csv.text();
}

std::string score_json(const ScoreResult& result)
{
    const auto number = [](double value) { return std::isnan(value) ? Json() : Json(value); };
    const auto place = [](std::size_t rank) { return rank == 0 ? Json() : Json(rank); };
    Json json;
    json["index"] = result.definition.name;
    json["year"] = result.definition.year;
    json["cities"] = Json::array();
    for (const std::size_t c : cities_by_rank(result)) {
        Json city;
        city["city_id"] = cities_of(result)[c].id;
        city["city"] = cities_of(result)[c].name;
        city["rank"] = place(result.ranks.front()[c]);
        city["score"] = number(result.evaluation.scores.front()[c]);
        for (std::size_t node = 1; node < result.definition.nodes.size(); ++node) {
            const std::string& code = result.definition.labels[node].code;
            city["scores"][code] = number(result.evaluation.scores[node][c]);
            city["ranks"][code] = place(result.ranks[node][c]);
        }
        if (result.robustness) {
            const CityTrust& trust = result.robustness->cities[c];
            city["rank_05"] = place(trust.lower_rank);
            city["rank_95"] = place(trust.upper_rank);
            city["top_five_share"] = number(trust.top_five);
            city["no_score_share"] = trust.no_score;
        }
        json["cities"].push_back(std::move(city));
    }
    json["warnings"] = result.gathered.warnings;
    json["shortcomings"] = result.shortcomings;
    return json_text(json) + "\n";
}

} // namespace cityflux
