#include "pipeline/compare/compare_tables.h"

#include "pipeline/compare/corrected_tables.h"
#include "pipeline/output/csv_text.h"
#include "pipeline/output/json_text.h"
#include "pipeline/program/setting_words.h"

#include <cmath>
#include <optional>

#include <nlohmann/json.hpp>

namespace cityflux {
namespace {

std::string inventory_name(const EstimateTable& table, const std::optional<std::size_t>& inventory)
{
    return inventory ? table.inventories[*inventory] : std::string();
}

const EstimateStanding& standing_of_furthest(const CityAgreement& city)
{
    static const EstimateStanding none;
    return city.furthest ? city.standings[*city.furthest] : none;
}

/// Returns a number, or null for NaN.
Json json_number(double value)
{
    return std::isnan(value) ? Json() : Json(value);
}

/// Returns the species, sector and period of a table.
Json series_json(const EstimateTable& table)
{
    return { { "species", table.species }, { "sector", table.sector },
        { "period", std::to_string(table.year) } };
}

Json standing_json(const Estimate& estimate, const EstimateStanding& standing)
{
    return { { "value", estimate.value }, { "year", estimate.year },
        { "ratio", json_number(standing.ratio) }, { "z", json_number(standing.z) },
        { "outlier", standing.outlier }, { "suspect", name_of(standing.suspicion) },
        { "reason", standing.reason } };
}

Json city_json(const ComparedTable& compared, std::size_t city)
{
    const EstimateTable& table = compared.table;
    const CityAgreement& agreement = compared.cities[city];
    Json json { { "city_id", table.cities[city].id }, { "city", table.cities[city].name } };
    json.update(series_json(table));
    json["n"] = agreement.n;
    json["median"] = json_number(agreement.median);
    json["max_over_min"] = json_number(agreement.factor);
    json["sd_log"] = json_number(agreement.deviation);
    json["flag"] = city_flags(agreement);
    for (std::size_t i = 0; i < table.inventories.size(); ++i) {
        if (const Estimate& estimate = table.estimates[i][city]; estimate.present()) {
            json["inventories"][table.inventories[i]]
                = standing_json(estimate, agreement.standings[i]);
        }
    }
    return json;
}

Json pair_json(const EstimateTable& table, const PairAgreement& pair)
{
    Json json { { "first", table.inventories[pair.first] },
        { "second", table.inventories[pair.second] } };
    json.update(series_json(table));
    json.update(Json { { "n", pair.n }, { "pearson_log", json_number(pair.pearson) },
        { "spearman", json_number(pair.spearman) }, { "kendall", json_number(pair.kendall) },
        { "median_ratio", json_number(pair.median_ratio) }, { "bias", json_number(pair.bias) },
        { "lower_95", json_number(pair.lower_limit) },
        { "upper_95", json_number(pair.upper_limit) } });
    return json;
}

Json trend_json(const TrendAgreement& trend)
{
    return { { "city_id", trend.city.id }, { "city", trend.city.name }, { "first", trend.first },
        { "second", trend.second }, { "species", trend.species }, { "sector", trend.sector },
        { "years", trend.years }, { "first_slope", json_number(trend.first_slope) },
        { "second_slope", json_number(trend.second_slope) },
        { "same_sign", trend.same_sign ? Json(*trend.same_sign) : Json() },
        { "spearman_changes", json_number(trend.changes) } };
}

Json reference_json(const ReferenceAgreement& reference)
{
    return { { "region", reference.region.name }, { "reference", reference.source },
        { "inventory", reference.inventory }, { "species", reference.species },
        { "sector", reference.sector }, { "period", std::to_string(reference.year) },
        { "reference_period", std::to_string(reference.reference_year) },
        { "cities", reference.cities }, { "listed", reference.listed }, { "sum", reference.sum },
        { "reference_value", reference.reference }, { "share", reference.share } };
}

} // namespace

std::string city_flags(const CityAgreement& city)
{
    bool outlier = false;
    for (const EstimateStanding& standing : city.standings) {
        outlier = outlier || standing.outlier;
    }
    std::string flags = city.n < 2 ? "few-inventories" : "";
    for (const auto& [is, word] :
        { std::pair { city.disputed, "disputed" }, std::pair { outlier, "outlier" } }) {
        if (is) {
            flags += flags.empty() ? word : std::string(" ") + word;
        }
    }
    return flags;
}

std::string compared_cities_csv(const CompareResult& result)
{
    Csv csv;
    csv.header({ "city_id", "city", "species", "sector", "period", "n", "median", "min", "max",
        "unit", "max_over_min", "sd_log", "lowest", "highest", "furthest", "suspect", "reason",
        "flag" });
    for (const ComparedTable& compared : result.tables) {
        const EstimateTable& table = compared.table;
        for (std::size_t c = 0; c < table.cities.size(); ++c) {
            const CityAgreement& city = compared.cities[c];
            csv.city(table.cities[c])
                .field(table.species)
                .field(table.sector)
                .field(std::to_string(table.year));
            csv.field(std::to_string(city.n))
                .field(city.median)
                .field(city.min)
                .field(city.max)
                .field("t");
            csv.field(city.factor).field(city.deviation);
            csv.field(inventory_name(table, city.lowest))
                .field(inventory_name(table, city.highest));
            csv.field(inventory_name(table, city.furthest));
            csv.field(name_of(standing_of_furthest(city).suspicion))
                .field(standing_of_furthest(city).reason);
            csv.field(city_flags(city)).end_row();
        }
    }
    return csv.text();
}

std::string compared_inventories_csv(const CompareResult& result)
{
    Csv csv;
    csv.header({ "city_id", "city", "inventory", "species", "sector", "period", "year", "value",
        "unit", "lower", "upper", "edge_share", "ratio", "z", "scale", "outlier", "suspect",
        "reason", "flag" });
    for (const ComparedTable& compared : result.tables) {
        const EstimateTable& table = compared.table;
        for (std::size_t c = 0; c < table.cities.size(); ++c) {
            const CityAgreement& city = compared.cities[c];
            for (std::size_t i = 0; i < table.inventories.size(); ++i) {
                const Estimate& estimate = table.estimates[i][c];
                const EstimateStanding& standing = city.standings[i];
                if (!estimate.present() && estimate.flag.empty()) {
                    continue;
                }
                csv.city(table.cities[c])
                    .field(table.inventories[i])
                    .field(table.species)
                    .field(table.sector);
                csv.field(std::to_string(table.year)).field(std::to_string(estimate.year));
                csv.field(estimate.value)
                    .field("t")
                    .field(estimate.lower)
                    .field(estimate.upper)
                    .field(estimate.edge_share);
                csv.field(standing.ratio).field(standing.z).field(name_of(city.scale));
                csv.field(std::isnan(standing.z) ? "" : standing.outlier ? "yes" : "no");
                csv.field(name_of(standing.suspicion))
                    .field(standing.reason)
                    .field(estimate.flag)
                    .end_row();
            }
        }
    }
    return csv.text();
}

std::string compared_pairs_csv(const CompareResult& result)
{
    Csv csv;
    csv.header({ "first", "second", "species", "sector", "period", "n", "pearson_log", "spearman",
        "kendall", "median_ratio", "bias", "lower_95", "upper_95" });
    for (const ComparedTable& compared : result.tables) {
        const EstimateTable& table = compared.table;
        for (const PairAgreement& pair : compared.pairs) {
            csv.field(table.inventories[pair.first])
                .field(table.inventories[pair.second])
                .field(table.species);
            csv.field(table.sector).field(std::to_string(table.year)).field(std::to_string(pair.n));
            csv.field(pair.pearson)
                .field(pair.spearman)
                .field(pair.kendall)
                .field(pair.median_ratio);
            csv.field(pair.bias).field(pair.lower_limit).field(pair.upper_limit).end_row();
        }
    }
    return csv.text();
}

std::string compared_trends_csv(const CompareResult& result)
{
    Csv csv;
    csv.header({ "city_id", "city", "first", "second", "species", "sector", "years", "first_year",
        "last_year", "first_slope", "second_slope", "first_p", "second_p", "same_sign",
        "spearman_changes" });
    for (const TrendAgreement& trend : result.trends) {
        csv.city(trend.city)
            .field(trend.first)
            .field(trend.second)
            .field(trend.species)
            .field(trend.sector);
        csv.field(std::to_string(trend.years))
            .field(std::to_string(trend.first_year))
            .field(std::to_string(trend.last_year));
        csv.field(trend.first_slope)
            .field(trend.second_slope)
            .field(trend.first_p)
            .field(trend.second_p);
        csv.field(!trend.same_sign    ? ""
                   : *trend.same_sign ? "yes"
                                      : "no")
            .field(trend.changes)
            .end_row();
    }
    return csv.text();
}

std::string compared_references_csv(const CompareResult& result)
{
    Csv csv;
    csv.header({ "region_code", "region", "reference", "inventory", "species", "sector", "period",
        "reference_period", "cities", "listed", "sum", "reference_value", "unit", "share" });
    for (const ReferenceAgreement& row : result.references) {
        csv.field(row.region.code.empty() ? "100000" : row.region.code + "0000")
            .field(row.region.name)
            .field(row.source);
        csv.field(row.inventory)
            .field(row.species)
            .field(row.sector)
            .field(std::to_string(row.year));
        csv.field(std::to_string(row.reference_year))
            .field(std::to_string(row.cities))
            .field(std::to_string(row.listed));
        csv.field(row.sum).field(row.reference).field("t").field(row.share).end_row();
    }
    return csv.text();
}

std::string comparison_json(const CompareResult& result)
{
    Json json;
    json["unit"] = "t";
    json["inventories"] = result.inventories;
    for (const char* list : { "cities", "pairs", "trends", "references" }) {
        json[list] = Json::array();
    }
    for (const ComparedTable& compared : result.tables) {
        for (std::size_t c = 0; c < compared.table.cities.size(); ++c) {
            json["cities"].push_back(city_json(compared, c));
        }
        for (const PairAgreement& pair : compared.pairs) {
            json["pairs"].push_back(pair_json(compared.table, pair));
        }
    }
    for (const TrendAgreement& trend : result.trends) {
        json["trends"].push_back(trend_json(trend));
    }
    for (const ReferenceAgreement& reference : result.references) {
        json["references"].push_back(reference_json(reference));
    }
    if (result.correction.wanted()) {
        json["correction"] = correction_json(result);
    }
    json["notes"] = result.notes;
    json["shortcomings"] = sentences_of(result.shortcomings);
    return json_text(json) + "\n";
}

} // namespace cityflux
