#include "tables/described_table.h"

#include "grids/error.h"
#include "grids/toml_section.h"
#include "grids/words.h"
#include "tables/spreadsheet.h"
#include "tables/statistics_table.h"
#include "tables/text_table.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <regex>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace cityflux {
namespace {

constexpr std::int64_t most_skipped = 1'000'000'000;

std::optional<int> year_in(const TomlSection& section)
{
    const auto year = section.find("year");
    return year ? std::optional(statistic_year(year->text_or_whole(), year->subject())) : std::nullopt;
}

/// A text that may be blank: an empty scope of a variable is none, whatever that of the file is.
std::string text_in(const TomlSection& section, std::string_view key, const std::string& otherwise = "")
{
    const auto value = section.find(key);
    return value ? value->blank_or_text() : otherwise;
}

std::vector<std::string> texts_in(const TomlSection& section, std::string_view key)
{
    std::vector<std::string> out;
    for (const TomlValue& value : section.list(key, "a list of texts")) {
        out.push_back(value.blank_or_text());
    }
    return out;
}

void read_variables(const TomlSection& top, DescribedTable& described)
{
    using Layout = DescribedTable::Layout;
    const std::optional<int> year = year_in(top);
    for (const TomlSection& section : top.sections("variables")) {
        section.allow({ "variable", "column", "unit", "year", "scope", "source" });
        DescribedTable::Variable variable;
        variable.name = section.required_text("variable");
        variable.unit = section.need("unit", "a text, \"\" for a pure number").blank_or_text();
        variable.scope = text_in(section, "scope", text_in(top, "scope"));
        variable.source = text_in(section, "source", text_in(top, "source"));
        variable.year = section.has("year") ? year_in(section) : year;
        if (described.layout == Layout::wide_years) {
            section.forbid({ "column" }, "the columns are years");
        } else {
            variable.column = section.required_text("column");
        }
        if (described.layout != Layout::wide) {
            for (const TomlSection& place : { section, top }) {
                place.forbid({ "year" }, "the file says the years");
            }
        } else if (!variable.year) {
            section.need("year", fmt::format("the year that '{}' is of", variable.name));
        }
        described.variables.push_back(std::move(variable));
    }
    if (described.variables.empty()) {
        top.need("variables", "a table [[variables]] for each variable");
    }
    if (described.layout == Layout::wide_years && described.variables.size() > 1) {
        top.find("variables")->refuse("describes several variables, but columns that are years can be of one only");
    }
}

/// Puts values of a foreign table together and sees to what its description says of cities.
class Reader {
public:
    Reader(const DescribedTable& described, const TextTable& table)
        : described_(described)
        , table_(table)
        , city_column_(table.required_column(described.city_column))
    {
    }

    std::vector<Observation> read()
    {
        switch (described_.layout) {
        case DescribedTable::Layout::wide_years:
            read_wide_years();
            break;
        case DescribedTable::Layout::long_years:
            read_long();
            break;
        case DescribedTable::Layout::wide:
            read_wide();
            break;
        }
        return std::move(observations_);
    }

private:
    void read_wide_years()
    {
        static const std::regex year_name(R"([0-9]{4}(\.0|年)?)");
        std::vector<std::pair<std::size_t, int>> years;
        for (std::size_t c = 0; c < table_.header().size(); ++c) {
            if (std::regex_match(table_.header()[c], year_name)) {
                years.emplace_back(c, statistic_year(table_.header()[c], table_.name()));
            }
        }
        if (years.empty()) {
            throw InputError(fmt::format("{}: no column is named by a year, but layout = \"wide-years\"; the columns are {}",
                table_.name(), fmt::join(table_.header(), ", ")));
        }
        for (const TextRow& row : table_.rows()) {
            for (const auto& [column, year] : years) {
                add(row, column, year, described_.variables.front());
            }
        }
    }

    void read_long()
    {
        const std::size_t year_column = table_.required_column(described_.year_column);
        const std::vector<std::size_t> columns = variable_columns();
        for (const TextRow& row : table_.rows()) {
            if (!city_of(row)) {
                continue;
            }
            const int year = statistic_year(row.fields[year_column], table_.place(row));
            for (std::size_t v = 0; v < columns.size(); ++v) {
                add(row, columns[v], year, described_.variables[v]);
            }
        }
    }

    void read_wide()
    {
        const std::vector<std::size_t> columns = variable_columns();
        for (const TextRow& row : table_.rows()) {
            for (std::size_t v = 0; v < columns.size(); ++v) {
                add(row, columns[v], *described_.variables[v].year, described_.variables[v]);
            }
        }
    }

    std::vector<std::size_t> variable_columns() const
    {
        std::vector<std::size_t> columns;
        for (const DescribedTable::Variable& variable : described_.variables) {
            columns.push_back(table_.required_column(variable.column));
        }
        return columns;
    }

    /// Nothing where the row is not read.
    std::optional<std::string> city_of(const TextRow& row) const
    {
        const std::string& spelling = row.fields[city_column_];
        if (spelling.empty()) {
            throw InputError(
                fmt::format("{}: the row names no city in column '{}'", table_.place(row), table_.header()[city_column_]));
        }
        if (std::find(described_.leave_out.begin(), described_.leave_out.end(), spelling) != described_.leave_out.end()) {
            return std::nullopt;
        }
        const auto meant = described_.names.find(spelling);
        return meant == described_.names.end() ? spelling : meant->second;
    }

    void add(const TextRow& row, std::size_t column, int year, const DescribedTable::Variable& variable)
    {
        const std::optional<std::string> city = city_of(row);
        const std::string& field = row.fields[column];
        if (!city || field.empty()
            || std::find(described_.missing.begin(), described_.missing.end(), field) != described_.missing.end()) {
            return;
        }
        Observation o;
        o.place = fmt::format("{}, column '{}'", table_.place(row), table_.header()[column]);
        o.city = *city;
        o.variable = variable.name;
        o.year = year;
        o.text = field;
        o.unit = variable.unit;
        o.scope = variable.scope;
        o.source = variable.source;
        if (!same_word(variable.unit, text_unit)) {
            o.value = statistic_number(field, o.place);
            if (std::isnan(o.value)) {
                return;
            }
        }
        observations_.push_back(std::move(o));
    }

    const DescribedTable& described_;
    const TextTable& table_;
    std::size_t city_column_;
    std::vector<Observation> observations_;
};

} // namespace

DescribedTable DescribedTable::load(const std::filesystem::path& description)
{
    const TomlSection top = TomlSection::read(description, "the description of a table");
    top.allow({ "title", "citation", "licence", "url", "notes", "file", "sheet", "separator", "skip_lines", "layout", "city",
        "year_column", "year", "scope", "source", "missing", "leave_out", "names", "variables" });
    for (const char* about : { "title", "citation", "licence", "url", "notes" }) {
        text_in(top, about);
    }
    DescribedTable described;
    described.description = description;
    described.file = description.parent_path() / top.required_text("file");
    described.sheet = text_in(top, "sheet");
    if (const auto value = top.find("separator")) {
        const std::string separator = value->blank_or_text();
        if (separator.size() != 1 || separator == "\"") {
            value->refuse("has to be one character, such as \";\"");
        }
        described.separator = separator.front();
    }
    if (const auto skip = top.find("skip_lines")) {
        described.skip_lines = static_cast<std::size_t>(skip->whole(0, most_skipped));
    }
    described.layout = top.need("layout", "\"wide-years\", \"long\" or \"wide\"")
                           .choice<Layout>({ { "wide-years", Layout::wide_years }, { "long", Layout::long_years },
                               { "wide", Layout::wide } });
    described.city_column = top.required_text("city");
    if (described.layout == Layout::long_years) {
        described.year_column = top.required_text("year_column");
    } else {
        top.forbid({ "year_column" }, "only layout = \"long\" has such a column");
    }
    described.missing = texts_in(top, "missing");
    described.leave_out = texts_in(top, "leave_out");
    if (const auto names = top.find("names")) {
        for (const auto& [spelling, city] : names->entries()) {
            described.names.emplace(spelling, city.text());
        }
    }
    read_variables(top, described);
    return described;
}

std::vector<Observation> DescribedTable::read(const std::filesystem::path& other) const
{
    const bool spreadsheet = is_spreadsheet(other);
    const TextTable table = spreadsheet
        ? TextTable(sheet.empty() ? other.string() : fmt::format("{} ({})", other.string(), sheet),
            read_spreadsheet(other, sheet, skip_lines), false)
        : TextTable(other.string(), read_csv(other, separator, skip_lines), false);
    return Reader(*this, table).read();
}

} // namespace cityflux
