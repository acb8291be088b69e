#include "pipeline/totals_writer.h"

#include "grids/error.h"
#include "grids/words.h"
#include "pipeline/output_file.h"
#include "pipeline/totals_geopackage.h"
#include "pipeline/totals_netcdf.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <tbb/parallel_for.h>

namespace cityflux {
namespace {

constexpr std::size_t rows_of_a_block = 4096;

enum class Format { csv, json, geopackage, netcdf };

Format format_of(const std::filesystem::path& output)
{
    const std::string suffix = lower_case(output.extension().string());
    if (suffix == ".csv") {
        return Format::csv;
    }
    if (suffix == ".json") {
        return Format::json;
    }
    if (suffix == ".gpkg") {
        return Format::geopackage;
    }
    if (suffix == ".nc") {
        return Format::netcdf;
    }
    throw UsageError(fmt::format("--output {}: {}; totals are written as .csv, .json, .gpkg or .nc", output.string(),
        suffix.empty() ? "a suffix has to say the format" : fmt::format("there is no format for the suffix '{}'", suffix)));
}

std::string csv_field(const std::string& text)
{
    if (text.find_first_of(",\"\r\n") == std::string::npos) {
        return text;
    }
    std::string quoted = "\"";
    for (const char c : text) {
        quoted.append(c == '"' ? 2 : 1, c);
    }
    return quoted + '"';
}

std::string csv_field(double value)
{
    return std::isnan(value) ? std::string() : fmt::format("{}", value);
}

void append_csv_row(const TotalsRow& row, const std::string& unit, std::string& text)
{
    fmt::format_to(std::back_inserter(text), "{},{},{},{},{},{},{},{},{},{},{},{},{}\n", csv_field(row.city_id),
        csv_field(row.city), csv_field(row.inventory), csv_field(row.species), csv_field(row.sector), row.period.text(),
        csv_field(row.value), csv_field(unit), csv_field(row.lower), csv_field(row.upper), csv_field(row.edge_share),
        csv_field(row.valid_share), csv_field(row.flag()));
}

nlohmann::ordered_json json_row(const TotalsRow& row)
{
    return {
        { "city_id", row.city_id },
        { "city", row.city },
        { "inventory", row.inventory },
        { "species", row.species },
        { "sector", row.sector },
        { "period", row.period.text() },
        { "value", row.value },
        { "lower", row.lower },
        { "upper", row.upper },
        { "edge_share", row.edge_share },
        { "valid_share", row.valid_share },
        { "flag", row.flag() },
    };
}

/// On one line. Bytes that are no UTF-8 become U+FFFD.
std::string json_text(const nlohmann::ordered_json& value)
{
    return value.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

} // namespace

std::string to_csv(const TotalsTable& table)
{
    // Blocks of rows are written out side by side and put together in order.
    const std::size_t blocks = (table.rows.size() + rows_of_a_block - 1) / rows_of_a_block;
    std::vector<std::string> texts(blocks);
    tbb::parallel_for(std::size_t { 0 }, blocks, [&](std::size_t block) {
        const std::size_t end = std::min((block + 1) * rows_of_a_block, table.rows.size());
        for (std::size_t r = block * rows_of_a_block; r < end; ++r) {
            append_csv_row(table.rows[r], table.unit, texts[block]);
        }
    });
    std::string text = "city_id,city,inventory,species,sector,period,value,unit,lower,upper,edge_share,valid_share,flag\n";
    for (const std::string& block : texts) {
        text += block;
    }
    return text;
}

std::string to_json(const TotalsTable& table)
{
    std::string text = fmt::format("{{\n  \"unit\": {},\n  \"totals\": [", json_text(table.unit));
    std::string_view separator = "\n";
    for (const TotalsRow& row : table.rows) {
        fmt::format_to(std::back_inserter(text), "{}    {}", separator, json_text(json_row(row)));
        separator = ",\n";
    }
    return text + (table.rows.empty() ? "]\n}\n" : "\n  ]\n}\n");
}

void check_output_format(const std::filesystem::path& output)
{
    format_of(output);
}

void write_totals(const TotalsTable& table, const CityList& cities, const std::filesystem::path& output)
{
    const Format format = format_of(output);
    OutputFile file(output);
    switch (format) {
    case Format::csv:
        file.write(to_csv(table));
        break;
    case Format::json:
        file.write(to_json(table));
        break;
    case Format::geopackage:
        write_totals_geopackage(table, cities, file);
        break;
    case Format::netcdf:
        write_totals_netcdf(table, file);
        break;
    }
    file.commit();
}

} // namespace cityflux
