#include "pipeline/tables/described_table.h"

#include "grids/quantity/substance.h"
#include "grids/text/error.h"
#include "grids/text/joined.h"
#include "grids/text/text_pattern.h"
#include "grids/text/toml_section.h"
#include "grids/text/words.h"
#include "pipeline/tables/header_evidence.h"
#include "pipeline/tables/missing_value.h"
#include "pipeline/tables/spreadsheet.h"
#include "pipeline/tables/statistics_table.h"
#include "pipeline/tables/text_table.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <set>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace cityflux {
namespace {

constexpr std::int64_t most_skipped = 1'000'000'000;

std::optional<int> year_in(const TomlSection& section)
{
    const auto year = section.find("year");
    return year ? std::optional(statistic_year(year->text_or_whole(), year->subject()))
                : std::nullopt;
}

/// Returns a text that may be blank. A blank scope of a variable replaces that of the file.
std::string text_in(
    const TomlSection& section, std::string_view key, const std::string& otherwise = "")
{
    const auto value = section.find(key);
    return value ? value->blank_or_text() : otherwise;
}

/// Returns the index of a column by its name or, after #, by its number.
std::size_t column_of(const TextTable& table, const std::string& name)
{
    static const TextPattern by_place("#[1-9][0-9]{0,4}");
    if (!by_place.matches(name)) {
        return table.required_column(name);
    }
    const std::size_t place = std::stoul(name.substr(1));
    if (place > table.header().size()) {
        throw InputError(ProblemCode::missing, table.name(),
            fmt::format("missing column {} (the table has {})", name, table.header().size()));
    }
    return place - 1;
}

bool fits(const std::string& field, const std::string& pattern)
{
    return pattern.ends_with('*')
        ? field.starts_with(std::string_view(pattern).substr(0, pattern.size() - 1))
        : field == pattern;
}

std::map<std::string, std::string> renamed_in(const TomlSection& section, std::string_view key)
{
    std::map<std::string, std::string> out;
    if (const auto names = section.find(key)) {
        for (const auto& [theirs, ours] : names->entries()) {
            out.emplace(theirs, ours.text());
        }
    }
    return out;
}

/// Returns the factor that converts a value to the mass of the whole substance.
double factor_in(const TomlSection& section, const TomlSection& top, const std::string& variable)
{
    const auto basis = section.has("basis") ? section.find("basis") : top.find("basis");
    if (!basis || basis->choice<bool>({ { "CO2", false }, { "C", true } }) == false) {
        return 1.0;
    }
    const auto substance = Substance::find(variable);
    if (!substance || substance->per_carbon == 0.0) {
        basis->refuse(ProblemCode::unknown,
            fmt::format("unknown carbon content of '{}', which values in mass of carbon require",
                variable));
    }
    return substance->per_carbon;
}

std::vector<std::string> texts_in(const TomlSection& section, std::string_view key)
{
    std::vector<std::string> out;
    for (const TomlValue& value : section.list(key, "a list of texts")) {
        out.push_back(value.blank_or_text());
    }
    return out;
}

char separator_in(const TomlSection& top)
{
    const auto value = top.find("separator");
    if (!value) {
        return ',';
    }
    const std::string separator = value->blank_or_text();
    if (separator.size() != 1 || separator == "\"") {
        value->refuse(ProblemCode::invalid, fmt::format("'{}' is not a separator", separator),
            "use one character, e.g. separator = \";\"");
    }
    return separator.front();
}

/// Returns the declared decimal mark. Without it, the mark is unknown where commas do not separate
/// fields.
DecimalMark decimal_in(const TomlSection& top, char separator)
{
    const auto value = top.find("decimal");
    if (!value) {
        return separator == ',' ? DecimalMark::point : DecimalMark::unknown;
    }
    return value->choice<DecimalMark>({ { ".", DecimalMark::point }, { ",", DecimalMark::comma } });
}

/// Returns the lines above the header.
std::vector<std::string> notes_above(
    const DescribedTable& described, const std::filesystem::path& file)
{
    if (described.skip_lines == 0) {
        return {};
    }
    if (!is_spreadsheet(file)) {
        return first_lines(file, described.skip_lines);
    }
    std::vector<std::string> lines;
    for (const TextRow& row : read_spreadsheet(file, described.sheet, 0)) {
        if (row.number <= described.skip_lines) {
            lines.push_back(joined(row.fields, " "));
        }
    }
    return lines;
}

void read_variables(const TomlSection& top, DescribedTable& described)
{
    using Layout = DescribedTable::Layout;
    const std::optional<int> year = year_in(top);
    for (const TomlSection& section : top.sections("variables")) {
        section.allow({ "variable", "column", "lower", "upper", "unit", "basis", "sector", "year",
            "scope", "source" });
        DescribedTable::Variable variable;
        variable.name = section.required_text("variable");
        variable.unit = section.need("unit", "a text, \"\" for a pure number").blank_or_text();
        variable.factor = factor_in(section, top, variable.name);
        variable.sector = text_in(section, "sector");
        if (!described.sector_column.empty()) {
            section.forbid({ "sector" }, "the file declares the sectors");
        }
        variable.lower_column = text_in(section, "lower");
        variable.upper_column = text_in(section, "upper");
        if (variable.lower_column.empty() != variable.upper_column.empty()) {
            section.refuse(ProblemCode::missing,
                fmt::format("missing key '{}' of the interval",
                    variable.lower_column.empty() ? "lower" : "upper"),
                "give lower and upper, or neither");
        }
        variable.scope = text_in(section, "scope", text_in(top, "scope"));
        variable.source = text_in(section, "source", text_in(top, "source"));
        variable.year = section.has("year") ? year_in(section) : year;
        if (described.layout == Layout::wide_years) {
            section.forbid({ "column", "lower", "upper" }, "the columns are years");
        } else {
            variable.column = section.required_text("column");
        }
        if (described.layout != Layout::wide) {
            for (const TomlSection& place : { section, top }) {
                place.forbid({ "year" }, "the file declares the years");
            }
        } else if (!variable.year) {
            section.need("year", fmt::format("the year of '{}'", variable.name));
        }
        described.variables.push_back(std::move(variable));
    }
    if (described.variables.empty()) {
        top.need("variables", "a table [[variables]] for each variable");
    }
    if (described.layout == Layout::wide_years && described.variables.size() > 1) {
        top.find("variables")
            ->refuse(ProblemCode::unsupported,
                fmt::format("unsupported number of variables: {} (columns of years hold only one)",
                    described.variables.size()));
    }
}

/// Reader of the values of a foreign table, with the names and rows that its description selects.
class Reader {
public:
    Reader(const DescribedTable& described, const TextTable& table)
        : described_(described)
        , table_(table)
    {
        const auto wanted = [&](const std::string& name) {
            return name.empty() ? std::nullopt : std::optional(column_of(table, name));
        };
        city_column_ = wanted(described.city_column);
        id_column_ = wanted(described.id_column);
        sector_column_ = wanted(described.sector_column);
        std::vector<std::pair<std::size_t, const std::vector<std::string>*>> conditions;
        for (const auto& [column, texts] : described.where) {
            conditions.emplace_back(column_of(table, column), &texts);
        }
        for (const TextRow& row : table.rows()) {
            if (std::all_of(conditions.begin(), conditions.end(), [&](const auto& condition) {
                    return std::any_of(condition.second->begin(), condition.second->end(),
                        [&](const std::string& text) {
                            return fits(row.fields[condition.first], text);
                        });
                })) {
                rows_.push_back(&row);
            }
        }
        if (rows_.empty() && !conditions.empty()) {
            throw InputError(ProblemCode::missing, table.name(),
                fmt::format(
                    "missing rows that match [where] of {}", described.description.string()));
        }
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
        const std::vector<std::pair<std::size_t, int>> years
            = year_columns(table_, described_.variables.front().unit);
        if (years.empty()) {
            throw InputError(ProblemCode::missing, table_.name(),
                fmt::format("missing columns named by years, which layout = \"wide-years\" "
                            "requires (columns: {})",
                    joined(table_.header(), ", ")));
        }
        for (const TextRow* row : rows_) {
            for (const auto& [column, year] : years) {
                add(*row, column, year, described_.variables.front());
            }
        }
    }

    void read_long()
    {
        const std::size_t year_column = column_of(table_, described_.year_column);
        const std::vector<std::size_t> columns = variable_columns();
        for (const TextRow* row : rows_) {
            if (!city_of(*row)) {
                continue;
            }
            const int year = statistic_year(row->fields[year_column], table_.place(*row));
            for (std::size_t v = 0; v < columns.size(); ++v) {
                add(*row, columns[v], year, described_.variables[v]);
            }
        }
    }

    void read_wide()
    {
        const std::vector<std::size_t> columns = variable_columns();
        std::set<int> years;
        for (const DescribedTable::Variable& variable : described_.variables) {
            years.insert(*variable.year);
        }
        require_declared_years(table_, rows_, years);
        for (const TextRow* row : rows_) {
            for (std::size_t v = 0; v < columns.size(); ++v) {
                add(*row, columns[v], *described_.variables[v].year, described_.variables[v]);
            }
        }
    }

    std::vector<std::size_t> variable_columns() const
    {
        std::vector<std::size_t> columns;
        for (const DescribedTable::Variable& variable : described_.variables) {
            columns.push_back(column_of(table_, variable.column));
            require_unit_of_header(table_.header()[columns.back()], variable.unit, table_.name());
        }
        return columns;
    }

    /// Returns std::nullopt if the row is skipped.
    std::optional<std::string> city_of(const TextRow& row) const
    {
        if (!city_column_) {
            return described_.one_city;
        }
        const std::string& spelling = row.fields[*city_column_];
        if (spelling.empty()) {
            throw InputError(ProblemCode::missing, table_.place(row),
                fmt::format("missing city in column '{}'", table_.header()[*city_column_]));
        }
        if (std::find(described_.leave_out.begin(), described_.leave_out.end(), spelling)
            != described_.leave_out.end()) {
            return std::nullopt;
        }
        const auto meant = described_.names.find(spelling);
        return meant == described_.names.end() ? spelling : meant->second;
    }

    std::string sector_of(const TextRow& row, const DescribedTable::Variable& variable) const
    {
        if (!sector_column_) {
            return variable.sector;
        }
        const std::string& spelling = row.fields[*sector_column_];
        if (spelling.empty()) {
            throw InputError(ProblemCode::missing, table_.place(row),
                fmt::format("missing sector in column '{}'", table_.header()[*sector_column_]));
        }
        const auto called = described_.sectors.find(spelling);
        return called == described_.sectors.end() ? spelling : called->second;
    }

    /// Returns one end of an interval, or NaN if the field is blank.
    double end_of(const TextRow& row, const std::string& column, const std::string& place) const
    {
        return column.empty() ? std::numeric_limits<double>::quiet_NaN()
                              : statistic_number(row.fields[column_of(table_, column)],
                                  fmt::format("{}, '{}'", place, column), described_.decimal);
    }

    void add(
        const TextRow& row, std::size_t column, int year, const DescribedTable::Variable& variable)
    {
        const std::optional<std::string> city = city_of(row);
        const std::string& field = row.fields[column];
        if (!city || field.empty() || is_missing_text(field, described_.missing)) {
            return;
        }
        Observation o;
        o.place = fmt::format("{}, column '{}'", table_.place(row), table_.header()[column]);
        o.city = *city;
        o.variable = variable.name;
        o.year = year;
        o.text = field;
        o.id = id_column_ ? row.fields[*id_column_] : std::string();
        o.unit = variable.unit;
        o.sector = sector_of(row, variable);
        o.scope = variable.scope;
        o.source = variable.source;
        if (!same_word(variable.unit, text_unit)) {
            o.value = statistic_number(field, o.place, described_.decimal);
            require_no_fill_value(o.value, field, o.place);
            if (std::isnan(o.value)) {
                return;
            }
            o.value *= variable.factor;
            o.lower = end_of(row, variable.lower_column, o.place) * variable.factor;
            o.upper = end_of(row, variable.upper_column, o.place) * variable.factor;
            check_interval(o);
        }
        observations_.push_back(std::move(o));
    }

    const DescribedTable& described_;
    const TextTable& table_;
    std::vector<const TextRow*> rows_; ///< rows that are read
    std::optional<std::size_t> city_column_;
    std::optional<std::size_t> id_column_;
    std::optional<std::size_t> sector_column_;
    std::vector<Observation> observations_;
};

} // namespace

DescribedTable DescribedTable::load(const std::filesystem::path& description)
{
    const TomlSection top = TomlSection::read(description, "the description of a table");
    top.allow({ "title", "citation", "licence", "url", "notes", "file", "sheet", "separator",
        "decimal", "skip_lines", "layout", "city", "year_column", "year", "scope", "source",
        "missing", "leave_out", "names", "variables", "inventory", "basis", "places", "one_city",
        "id", "sector_column", "sectors", "where" });
    for (const char* about : { "title", "citation", "licence", "url", "notes" }) {
        text_in(top, about);
    }
    DescribedTable described;
    described.description = description;
    described.file = description.parent_path() / top.required_text("file");
    described.sheet = text_in(top, "sheet");
    described.separator = separator_in(top);
    described.decimal = decimal_in(top, described.separator);
    if (const auto skip = top.find("skip_lines")) {
        described.skip_lines = static_cast<std::size_t>(skip->whole(0, most_skipped));
    }
    described.layout = top.need("layout", "\"wide-years\", \"long\" or \"wide\"")
                           .choice<Layout>({ { "wide-years", Layout::wide_years },
                               { "long", Layout::long_years }, { "wide", Layout::wide } });
    described.inventory = text_in(top, "inventory", text_in(top, "source"));
    if (const auto places = top.find("places")) {
        described.of_provinces
            = places->choice<bool>({ { "cities", false }, { "provinces", true } });
    }
    described.one_city = text_in(top, "one_city");
    if (described.one_city.empty()) {
        described.city_column = top.required_text("city");
    } else {
        top.forbid({ "city" }, "'one_city' is the city of all rows");
    }
    described.id_column = text_in(top, "id");
    described.sector_column = text_in(top, "sector_column");
    described.sectors = renamed_in(top, "sectors");
    if (const auto where = top.find("where")) {
        for (const auto& [column, texts] : where->entries()) {
            std::vector<std::string>& wanted = described.where[column];
            for (const TomlValue& text : texts.is_list() ? texts.list("a list of texts")
                                                         : std::vector<TomlValue> { texts }) {
                wanted.push_back(text.blank_or_text());
            }
        }
    }
    if (described.layout == Layout::long_years) {
        described.year_column = top.required_text("year_column");
    } else {
        top.forbid({ "year_column" }, "only layout = \"long\" has such a column");
    }
    described.missing = texts_in(top, "missing");
    described.leave_out = texts_in(top, "leave_out");
    described.names = renamed_in(top, "names");
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
    if (variables.size() == 1) {
        require_unit_of_notes(notes_above(*this, other), variables.front().unit, table.name());
    }
    return Reader(*this, table).read();
}

} // namespace cityflux
