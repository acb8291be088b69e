#include "pipeline/table/totals_writer.h"

#include "grids/text/error.h"
#include "grids/text/words.h"
#include "pipeline/output/csv_text.h"
#include "pipeline/output/json_text.h"
#include "pipeline/output/output_file.h"
#include "pipeline/table/totals_geopackage.h"
#include "pipeline/table/totals_netcdf.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <optional>
#include <string_view>

#include <fmt/compile.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <tbb/parallel_pipeline.h>

namespace cityflux {
namespace {

constexpr std::size_t rows_of_a_block = 4096;
constexpr std::size_t most_blocks_in_work = 16;

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
    throw UsageError(suffix.empty() ? ProblemCode::missing : ProblemCode::unsupported,
        named(Setting::output, output.string()),
        suffix.empty() ? std::string("missing suffix")
                       : fmt::format("unsupported suffix '{}'", suffix),
        "use .csv, .json, .gpkg or .nc");
}

/// Rows of a table as lines of CSV. Texts that many rows share are converted once.
class CsvRows {
public:
    explicit CsvRows(const TotalsTable& table)
        : table_(table)
        , unit_(csv_field(table.unit))
    {
        for (const TotalsCity& city : table.cities) {
            cities_.push_back(csv_field(city.id) + ',' + csv_field(city.name));
        }
        for (const TotalsSeries& series : table.series) {
            series_.push_back(csv_field(series.inventory) + ',' + csv_field(series.species) + ','
                + csv_field(series.sector));
        }
    }

    std::string lines(std::size_t begin, std::size_t end) const
    {
        fmt::memory_buffer text;
        const auto add = [&](const std::string& field) {
            text.append(field);
            text.push_back(',');
        };
        const auto add_number = [&](double value) {
            if (!std::isnan(value)) {
                fmt::format_to(std::back_inserter(text), FMT_COMPILE("{}"), value);
            }
            text.push_back(',');
        };
        std::optional<Period> period;
        std::string period_text;
        for (std::size_t r = begin; r < end; ++r) {
            const TotalsRow& row = table_.rows[r];
            if (period != row.period) {
                period = row.period;
                period_text = row.period.text();
            }
            add(cities_[row.city]);
            add(series_[row.series]);
            add(period_text);
            add_number(row.value);
            add(unit_);
            add_number(row.lower);
            add_number(row.upper);
            add_number(row.edge_share);
            add_number(row.valid_share);
            if (!row.flags.empty()) {
                text.append(csv_field(row.flag()));
            }
            text.push_back('\n');
        }
        return fmt::to_string(text);
    }

private:
    const TotalsTable& table_;
    std::string unit_;
    std::vector<std::string> cities_;
    std::vector<std::string> series_;
};

/// Passes the CSV text to `take` in parts.
void write_csv(const TotalsTable& table, const OutputFile::Take& take)
{
    take("city_id,city,inventory,species,sector,period,value,unit,lower,upper,edge_share,valid_"
         "share,flag\n");
    const CsvRows rows(table);
    std::size_t next = 0;
    // Blocks of rows are converted in parallel and taken in order.
    tbb::parallel_pipeline(most_blocks_in_work,
        tbb::make_filter<void, std::size_t>(tbb::filter_mode::serial_in_order,
            [&](tbb::flow_control& control) {
                const std::size_t begin = next;
                next = std::min(begin + rows_of_a_block, table.rows.size());
                if (begin == next) {
                    control.stop();
                }
                return begin;
            })
            & tbb::make_filter<std::size_t, std::string>(tbb::filter_mode::parallel,
                [&](std::size_t begin) {
                    return rows.lines(begin, std::min(begin + rows_of_a_block, table.rows.size()));
                })
            & tbb::make_filter<std::string, void>(
                tbb::filter_mode::serial_in_order, [&](const std::string& lines) { take(lines); }));
}

Json json_row(const TotalsTable& table, const TotalsRow& row)
{
    const TotalsCity& city = table.city_of(row);
    const TotalsSeries& series = table.series_of(row);
    return {
        { "city_id", city.id },
        { "city", city.name },
        { "inventory", series.inventory },
        { "species", series.species },
        { "sector", series.sector },
        { "period", row.period.text() },
        { "value", row.value },
        { "lower", row.lower },
        { "upper", row.upper },
        { "edge_share", row.edge_share },
        { "valid_share", row.valid_share },
        { "flag", row.flag() },
    };
}

} // namespace

std::string to_csv(const TotalsTable& table)
{
    std::string text;
    write_csv(table, [&](std::string_view part) { text += part; });
    return text;
}

std::string to_json(const TotalsTable& table)
{
    std::string text = fmt::format("{{\n  \"unit\": {},\n  \"totals\": [", json_line(table.unit));
    std::string_view separator = "\n";
    for (const TotalsRow& row : table.rows) {
        text += fmt::format("{}    {}", separator, json_line(json_row(table, row)));
        separator = ",\n";
    }
    return text + (table.rows.empty() ? "]\n}\n" : "\n  ]\n}\n");
}

void check_output_format(const std::filesystem::path& output)
{
    format_of(output);
}

void write_totals(const TotalsTable& table, const CityList& cities, const OutputFile& file)
{
    switch (format_of(file.name())) {
    case Format::csv:
        file.write_parts([&](const OutputFile::Take& take) { write_csv(table, take); });
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
}

} // namespace cityflux
