#include "pipeline/compare/corrected_tables.h"

#include "grids/text/joined.h"
#include "pipeline/compare/correction_words.h"
#include "pipeline/output/csv_text.h"
#include "pipeline/program/setting_words.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <nlohmann/json.hpp>

namespace cityflux {
namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

const EstimateTable& table_of(const CompareResult& result, const CorrectedTable& corrected)
{
    return result.tables[corrected.table].table;
}

/// Returns the position of the primary inventory in a table.
std::size_t place_of_primary(const EstimateTable& table, const Correction& correction)
{
    std::size_t place = 0;
    while (table.inventories[place] != correction.plan.primary) {
        ++place;
    }
    return place;
}

bool keeps_the_primary(const Correction& correction)
{
    return correction.plan.method == CorrectionMethod::none
        || correction.plan.method == CorrectionMethod::scale;
}

Json number(double value)
{
    return std::isfinite(value) ? Json(value) : Json();
}

Json manifest_of_blend(const Blend& blend)
{
    Json json;
    for (const InventoryError& error : blend.errors.inventories) {
        json["inventories"].push_back({ { "inventory", error.inventory }, { "bias", error.bias },
            { "sigma", error.sigma }, { "stated", error.stated }, { "at_floor", error.at_floor },
            { "part_only", error.part_only } });
    }
    json["covariance"] = blend.errors.covariance;
    json["pairs"] = Json::array();
    for (const PairDifference& pair : blend.errors.pairs) {
        json["pairs"].push_back({ { "first", blend.errors.inventories[pair.first].inventory },
            { "second", blend.errors.inventories[pair.second].inventory },
            { "cities", pair.cities }, { "mean", pair.mean }, { "variance", pair.variance },
            { "correlation", pair.correlation } });
    }
    json["birge"] = blend.birge;
    json["other_variance"] = blend.other_variance;
    json["level_variance"] = blend.errors.level_variance;
    json["other_level_variance"] = blend.errors.other_level_variance;
    json["level_inventories"] = blend.errors.level_inventories;
    json["degrees"] = number(blend.errors.degrees);
    return json;
}

Json manifest_of_regression(const LogRegression& fit, const LeaveOneOut& left_out)
{
    return { { "cities", fit.cities }, { "intercept", fit.intercept }, { "slope", fit.slope },
        { "sigma", fit.sigma }, { "intercept_error", fit.intercept_error },
        { "slope_error", fit.slope_error }, { "r2", fit.r2 }, { "mean_x", fit.mean_x },
        { "mean_y", fit.mean_y }, { "spread_x", fit.spread_x }, { "smearing", fit.smearing },
        { "left_out",
            { { "rmse", number(left_out.rmse) }, { "bias", number(left_out.bias) },
                { "median_absolute_error", number(left_out.median_absolute_error) },
                { "coverage", number(left_out.coverage) } } } };
}

Json manifest_of_groups(const EstimateTable& table, const std::vector<ScaledGroup>& groups)
{
    Json json = Json::array();
    for (const ScaledGroup& group : groups) {
        Json ids = Json::array();
        for (const std::size_t c : group.cities) {
            ids.push_back(table.cities[c].id);
        }
        json.push_back({ { "reference", group.reference }, { "source", group.source },
            { "value", group.value }, { "year", group.year == 0 ? table.year : group.year },
            { "share", group.share }, { "before", group.before }, { "target", group.target },
            { "factor", group.factor }, { "sigma", group.sigma }, { "residual", group.residual },
            { "cities", std::move(ids) } });
    }
    return json;
}

/// Returns what the interval of a corrected total is for: "another-inventory", "truth", "trusted"
/// (the value of the trusted inventory), or "own" (the primary's own, not a 95 % interval). Returns
/// "" without an interval.
const char* interval_of(const Correction& correction, const CorrectedCity& city)
{
    if (std::isnan(city.lower) || std::isnan(city.upper)) {
        return "";
    }
    if (std::find(city.flags.begin(), city.flags.end(), "own-interval") != city.flags.end()) {
        return "own";
    }
    if (correction.plan.method == CorrectionMethod::regress) {
        return "trusted";
    }
    return correction.plan.method == CorrectionMethod::blend
            && correction.plan.interval == BlendInterval::another_inventory
        ? "another-inventory"
        : "truth";
}

} // namespace

TotalsTable corrected_totals(const CompareResult& result, const std::vector<std::size_t>& chosen)
{
    TotalsTable totals;
    for (const CorrectedTable& corrected : result.corrected) {
        const EstimateTable& table = table_of(result, corrected);
        if (totals.cities.empty()) {
            for (std::size_t c = 0; c < table.cities.size(); ++c) {
                totals.cities.push_back({ table.cities[c].id, table.cities[c].name, chosen[c] });
            }
        }
        const Correction& correction = corrected.correction;
        const std::vector<Estimate>& primary = table.estimates[place_of_primary(table, correction)];
        const std::uint32_t series
            = totals.place_of({ corrected_inventory, table.species, table.sector });
        for (std::size_t c = 0; c < table.cities.size(); ++c) {
            const CorrectedCity& city = correction.cities[c];
            TotalsRow row;
            row.city = static_cast<std::uint32_t>(c);
            row.series = series;
            row.period = { table.year, 0 };
            row.value = city.value;
            row.lower = city.lower;
            row.upper = city.upper;
            row.edge_share = keeps_the_primary(correction) ? primary[c].edge_share : not_a_number;
            row.valid_share = not_a_number;
            row.flags = city.flags;
            totals.rows.push_back(std::move(row));
        }
    }
    return totals;
}

std::string corrections_csv(const CompareResult& result)
{
    Csv csv;
    csv.header({ "city_id", "city", "species", "sector", "period", "method", "primary", "corrected",
        "lower", "upper", "interval_of", "unit", "change", "tau2", "variance", "degrees", "flag",
        "notes" });
    for (const CorrectedTable& corrected : result.corrected) {
        const EstimateTable& table = table_of(result, corrected);
        const Correction& correction = corrected.correction;
        for (std::size_t c = 0; c < table.cities.size(); ++c) {
            const CorrectedCity& city = correction.cities[c];
            csv.city(table.cities[c])
                .field(table.species)
                .field(table.sector)
                .field(std::to_string(table.year));
            csv.field(name_of(correction.plan.method))
                .field(city.primary)
                .field(city.value)
                .field(city.lower);
            csv.field(city.upper)
                .field(interval_of(correction, city))
                .field("t")
                .field(city.primary > 0.0 ? city.value / city.primary : not_a_number);
            if (correction.blended && correction.blended->cities[c].present) {
                const CityBlend& blend = correction.blended->cities[c];
                csv.field(blend.tau2).field(blend.variance).field(blend.degrees);
            } else {
                csv.blanks(3);
            }
            csv.field(joined(city.flags, " "));
            csv.field(joined(city.notes, "; ")).end_row();
        }
    }
    return csv.text();
}

std::string contributions_csv(const CompareResult& result)
{
    Csv csv;
    csv.header({ "city_id", "city", "species", "sector", "period", "what", "weight", "log_shift",
        "moved", "unit" });
    for (const CorrectedTable& corrected : result.corrected) {
        const EstimateTable& table = table_of(result, corrected);
        for (std::size_t c = 0; c < table.cities.size(); ++c) {
            for (const Contribution& contribution : corrected.correction.cities[c].contributions) {
                csv.city(table.cities[c])
                    .field(table.species)
                    .field(table.sector)
                    .field(std::to_string(table.year));
                csv.field(contribution.what)
                    .field(contribution.weight)
                    .field(contribution.log_shift);
                csv.field(contribution.tonnes).field("t").end_row();
            }
        }
    }
    return csv.text();
}

std::string held_out_csv(const CompareResult& result)
{
    Csv csv;
    csv.header({ "species", "sector", "period", "method", "primary", "trusted", "held_out", "made",
        "cities", "bias", "median_absolute_error", "rmse", "spread", "with_interval", "coverage",
        "pattern_coverage", "median_half_width", "refused" });
    for (const CorrectedTable& corrected : result.corrected) {
        const EstimateTable& table = table_of(result, corrected);
        for (const HeldOutScore& score : corrected.held_out) {
            csv.field(table.species)
                .field(table.sector)
                .field(std::to_string(table.year))
                .field(name_of(score.method));
            csv.field(score.primary)
                .field(score.trusted)
                .field(score.held_out)
                .field(score.plan == 0 ? "yes" : "no");
            if (!score.refused) {
                csv.field(std::to_string(score.cities))
                    .field(score.bias)
                    .field(score.median_absolute_error)
                    .field(score.rmse);
                csv.field(score.spread)
                    .field(std::to_string(score.with_interval))
                    .field(score.coverage);
                csv.field(score.pattern_coverage)
                    .field(std::isinf(score.median_half_width) ? not_a_number
                                                               : score.median_half_width);
                csv.field("");
            } else {
                csv.blanks(9).field(sentence_of(*score.refused, FrontEnd::command_line));
            }
            csv.end_row();
        }
    }
    return csv.text();
}

Json manifest_of_corrections(const CompareResult& result)
{
    const CorrectionRequest& request = result.correction;
    Json json { { "primary", request.primary }, { "method", name_of(request.method) },
        { "trusted", request.trusted }, { "target", word_of(target_words(), request.target) },
        { "level", word_of(level_words(), request.level) },
        { "interval", word_of(interval_words(), request.interval) },
        { "part_only", request.part_only }, { "uncertainty", request.uncertainty },
        { "reference_uncertainty", request.reference_uncertainty },
        { "reference_shares", request.reference_shares } };
    json["shared"] = Json::array();
    for (const SharedData& group : request.shared) {
        json["shared"].push_back(
            { { "inventories", group.inventories }, { "correlation", group.correlation } });
    }
    json["tables"] = Json::array();
    for (const CorrectedTable& corrected : result.corrected) {
        const EstimateTable& table = table_of(result, corrected);
        const Correction& correction = corrected.correction;
        Json one { { "species", table.species }, { "sector", table.sector },
            { "period", std::to_string(table.year) }, { "notes", correction.notes } };
        if (correction.blended) {
            one["blend"] = manifest_of_blend(*correction.blended);
        }
        if (correction.regression) {
            one["regression"]
                = manifest_of_regression(*correction.regression, *correction.left_out);
        }
        if (!correction.groups.empty()) {
            one["groups"] = manifest_of_groups(table, correction.groups);
        }
        json["tables"].push_back(std::move(one));
    }
    return json;
}

Json correction_json(const CompareResult& result)
{
    Json json = manifest_of_corrections(result);
    json["totals"] = Json::array();
    json["held_out"] = Json::array();
    for (const CorrectedTable& corrected : result.corrected) {
        const EstimateTable& table = table_of(result, corrected);
        const Json which = { { "species", table.species }, { "sector", table.sector },
            { "period", std::to_string(table.year) } };
        for (std::size_t c = 0; c < table.cities.size(); ++c) {
            const CorrectedCity& city = corrected.correction.cities[c];
            Json row { { "city_id", table.cities[c].id }, { "city", table.cities[c].name } };
            row.update(which);
            row.update(Json { { "primary", number(city.primary) }, { "value", number(city.value) },
                { "lower", number(city.lower) }, { "upper", number(city.upper) },
                { "flags", city.flags }, { "notes", city.notes } });
            row["contributions"] = Json::array();
            for (const Contribution& contribution : city.contributions) {
                row["contributions"].push_back(
                    { { "what", contribution.what }, { "weight", number(contribution.weight) },
                        { "log_shift", number(contribution.log_shift) },
                        { "moved", number(contribution.tonnes) } });
            }
            json["totals"].push_back(std::move(row));
        }
        for (const HeldOutScore& score : corrected.held_out) {
            Json row = which;
            const std::string refused
                = score.refused ? sentence_of(*score.refused, FrontEnd::command_line) : "";
            row.update(Json { { "method", name_of(score.method) }, { "primary", score.primary },
                { "trusted", score.trusted }, { "held_out", score.held_out },
                { "made", score.plan == 0 }, { "refused", refused } });
            if (!score.refused) {
                row.update(Json { { "cities", score.cities }, { "bias", score.bias },
                    { "rmse", score.rmse }, { "spread", score.spread },
                    { "coverage", number(score.coverage) },
                    { "median_half_width", number(score.median_half_width) } });
            }
            json["held_out"].push_back(std::move(row));
        }
    }
    return json;
}

} // namespace cityflux
