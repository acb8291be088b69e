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
    const auto number = [](double value) { return std::isnan(value) ? Json() : Json(value); };
    Json json;
    json["unit"] = "t";
    json["inventories"] = result.inventories;
    for (const char* list : { "cities", "pairs", "trends", "references" }) {
        json[list] = Json::array();
    }
    for (const ComparedTable& compared : result.tables) {
        const EstimateTable& table = compared.table;
        const Json which = { { "species", table.species }, { "sector", table.sector },
            { "period", std::to_string(table.year) } };
        for (std::size_t c = 0; c < table.cities.size(); ++c) {
            const CityAgreement& agreement = compared.cities[c];
            Json city { { "city_id", table.cities[c].id }, { "city", table.cities[c].name } };
            city.update(which);
            city["n"] = agreement.n;
            city["median"] = number(agreement.median);
            city["max_over_min"] = number(agreement.factor);
            city["sd_log"] = number(agreement.deviation);
            city["flag"] = city_flags(agreement);
            for (std::size_t i = 0; i < table.inventories.size(); ++i) {
                if (table.estimates[i][c].present()) {
                    const EstimateStanding& standing = agreement.standings[i];
                    city["inventories"][table.inventories[i]] = { { "value",
                                                                      table.estimates[i][c].value },
                        { "year", table.estimates[i][c].year }, { "ratio", number(standing.ratio) },
                        { "z", number(standing.z) }, { "outlier", standing.outlier },
                        { "suspect", name_of(standing.suspicion) }, { "reason", standing.reason } };
                }
            }
            json["cities"].push_back(std::move(city));
        }
        for (const PairAgreement& pair : compared.pairs) {
            Json row { { "first", table.inventories[pair.first] },
                { "second", table.inventories[pair.second] } };
            row.update(which);
            row.update(Json { { "n", pair.n }, { "pearson_log", number(pair.pearson) },
                { "spearman", number(pair.spearman) }, { "kendall", number(pair.kendall) },
                { "median_ratio", number(pair.median_ratio) }, { "bias", number(pair.bias) },
                { "lower_95", number(pair.lower_limit) },
                { "upper_95", number(pair.upper_limit) } });
            json["pairs"].push_back(std::move(row));
        }
    }
    for (const TrendAgreement& trend : result.trends) {
        json["trends"].push_back({ { "city_id", trend.city.id }, { "city", trend.city.name },
            { "first", trend.first }, { "second", trend.second }, { "species", trend.species },
            { "sector", trend.sector }, { "years", trend.years },
            { "first_slope", number(trend.first_slope) },
            { "second_slope", number(trend.second_slope) },
            { "same_sign", trend.same_sign ? Json(*trend.same_sign) : Json() },
            { "spearman_changes", number(trend.changes) } });
    }
    for (const ReferenceAgreement& row : result.references) {
        json["references"].push_back({ { "region", row.region.name }, { "reference", row.source },
            { "inventory", row.inventory }, { "species", row.species }, { "sector", row.sector },
            { "period", std::to_string(row.year) },
            { "reference_period", std::to_string(row.reference_year) }, { "cities", row.cities },
            { "listed", row.listed }, { "sum", row.sum }, { "reference_value", row.reference },
            { "share", row.share } });
    }
    if (result.correction.wanted()) {
        json["correction"] = correction_json(result);
    }
    json["notes"] = result.notes;
    json["shortcomings"] = sentences_of(result.shortcomings);
    return json_text(json) + "\n";
}

} // namespace cityflux
