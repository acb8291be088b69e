#include "pipeline/tables/statistics_table.h"

#include "grids/text/error.h"
#include "grids/text/joined.h"
#include "grids/text/words.h"
#include "pipeline/tables/described_table.h"
#include "pipeline/tables/missing_value.h"
#include "pipeline/tables/text_table.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace cityflux {
namespace {

constexpr std::array totals_columns { "city_id", "city", "inventory", "species", "sector", "period",
    "value", "unit", "lower", "upper", "edge_share", "valid_share", "flag" };
constexpr std::array tidy_columns { "city", "variable", "year", "value", "unit", "scope",
    "source" };
constexpr std::array tidy_extras { "id", "lower", "upper" };

template <std::size_t n> bool has(const std::array<const char*, n>& names, const std::string& name)
{
    return std::any_of(
        names.begin(), names.end(), [&](const char* known) { return same_word(known, name); });
}

/// Remedy for a table whose columns are not those of a table of the program.
std::string described(const std::string& table)
{
    return fmt::format(
        "describe its columns in a TOML file and give both, e.g. my-table.toml={}", table);
}

/// Fields of a row by the names of their columns.
class Fields {
public:
    Fields(const TextTable& table, const TextRow& row)
        : table_(table)
        , row_(row)
    {
    }

    const std::string& required(const char* column) const
    {
        const std::string& field = row_.fields[table_.required_column(column)];
        if (field.empty()) {
            throw InputError(
                ProblemCode::missing, place(), fmt::format("missing value in column '{}'", column));
        }
        return field;
    }
    std::string text(const char* column) const
    {
        const auto c = table_.column(column);
        return c ? row_.fields[*c] : std::string();
    }
    double number(const char* column) const
    {
        return statistic_number(text(column), fmt::format("{}: column '{}'", place(), column));
    }
    std::string place() const { return table_.place(row_); }

private:
    const TextTable& table_;
    const TextRow& row_;
};

std::vector<Observation> from_tidy(const TextTable& table)
{
    for (const std::string& name : table.header()) {
        if (!has(tidy_columns, name) && !has(tidy_extras, name)) {
            std::vector<std::string> known(tidy_columns.begin(), tidy_columns.end());
            known.insert(known.end(), tidy_extras.begin(), tidy_extras.end());
            throw InputError(ProblemCode::unknown, table.name(),
                fmt::format("unknown column '{}'{}, allowed: {}, and optionally {}", name,
                    did_you_mean(name, known), joined(tidy_columns, ","), joined(tidy_extras, ",")),
                described(table.name()));
        }
    }
    for (const char* name : tidy_columns) {
        table.required_column(name);
    }
    std::vector<Observation> observations;
    for (const TextRow& row : table.rows()) {
        const Fields fields(table, row);
        Observation o;
        o.place = fields.place();
        o.city = fields.required("city");
        o.id = fields.text("id");
        o.variable = fields.required("variable");
        o.year = statistic_year(fields.required("year"), o.place);
        o.unit = fields.text("unit");
        o.scope = fields.text("scope");
        o.source = fields.text("source");
        o.text = fields.text("value");
        if (o.text.empty()) {
            continue;
        }
        if (!same_word(o.unit, text_unit)) {
            o.value = fields.number("value");
            if (std::isnan(o.value)) {
                continue;
            }
            require_no_fill_value(o.value, o.text, o.place);
            o.lower = fields.number("lower");
            o.upper = fields.number("upper");
            check_interval(o);
        }
        observations.push_back(std::move(o));
    }
    return observations;
}

std::vector<Observation> from_totals(const TextTable& table)
{
    for (const char* name :
        { "city_id", "city", "inventory", "species", "sector", "period", "value", "unit" }) {
        table.required_column(name);
    }
    for (const std::string& name : table.header()) {
        if (!has(totals_columns, name)) {
            throw InputError(ProblemCode::unknown, table.name(),
                fmt::format("unknown column '{}' of a totals table (allowed: {})", name,
                    joined(totals_columns, ",")));
        }
    }
    std::vector<Observation> observations;
    for (const TextRow& row : table.rows()) {
        const Fields fields(table, row);
        Observation o;
        o.place = fields.place();
        const std::string& period = fields.required("period");
        if (period.find('-') != std::string::npos) {
            throw InputError(ProblemCode::unsupported, o.place,
                fmt::format("unsupported period '{}', which is not a year", period),
                { "make the totals with ", named(Setting::by, "year") });
        }
        o.year = statistic_year(period, o.place);
        o.id = fields.text("city_id");
        o.city = fields.text("city").empty() ? o.id : fields.text("city");
        if (o.city.empty()) {
            throw InputError(ProblemCode::missing, o.place, "missing city");
        }
        o.variable = fields.required("species");
        o.source = fields.text("inventory");
        o.sector = fields.text("sector");
        o.unit = fields.required("unit");
        o.text = fields.text("value");
        o.value = fields.number("value");
        o.lower = fields.number("lower");
        o.upper = fields.number("upper");
        o.edge_share = fields.number("edge_share");
        o.flag = fields.text("flag");
        if (!std::isnan(o.value) || !o.flag.empty()) {
            observations.push_back(std::move(o));
        }
    }
    return observations;
}

/// Returns the rows of `cityflux totals -o FILE.json`. Row numbers count the totals from 1.
TextTable table_of_json(const std::string& file)
{
    std::ifstream in(file);
    if (!in) {
        throw InputError(ProblemCode::unreadable, file, "unreadable file");
    }
    std::vector<TextRow> rows { { 0, { totals_columns.begin(), totals_columns.end() } } };
    try {
        const nlohmann::json json = nlohmann::json::parse(in);
        const std::string unit = json.at("unit").get<std::string>();
        for (const nlohmann::json& total : json.at("totals")) {
            TextRow row { rows.size(), {} };
            for (const char* column : totals_columns) {
                const auto found = total.find(column);
                const bool none = found == total.end() || found->is_null();
                row.fields.push_back(same_word(column, "unit") ? unit
                        : none                                 ? std::string()
                        : found->is_string()                   ? found->get<std::string>()
                        : found->is_number() ? fmt::format("{}", found->get<double>())
                                             : found->dump());
            }
            rows.push_back(std::move(row));
        }
    } catch (const nlohmann::json::exception& error) {
        throw InputError(ProblemCode::invalid, file,
            fmt::format("not a totals table in JSON ({})", error.what()),
            { "write it with `cityflux totals` and ", named(Setting::output, "totals.json") });
    }
    return TextTable(file, std::move(rows), true);
}

std::vector<Observation> read_unchecked(const std::string& argument)
{
    constexpr std::string_view mark = ".toml=";
    if (const std::size_t at = lower_case(argument).find(mark); at != std::string::npos) {
        return DescribedTable::load(argument.substr(0, at + mark.size() - 1))
            .read(argument.substr(at + mark.size()));
    }
    const std::string suffix = lower_case(std::filesystem::path(argument).extension().string());
    if (suffix == ".toml") {
        return DescribedTable::load(argument).read();
    }
    if (suffix == ".json") {
        return from_totals(table_of_json(argument));
    }
    if (suffix == ".xlsx" || suffix == ".xls" || suffix == ".ods") {
        throw InputError(ProblemCode::missing, argument,
            "missing description of the columns of this spreadsheet", described(argument));
    }
    const TextTable table(argument, read_csv(argument), true);
    if (table.column("city_id") || (table.column("inventory") && table.column("species"))) {
        return from_totals(table);
    }
    if (table.column("variable")) {
        return from_tidy(table);
    }
    throw InputError(ProblemCode::unknown, argument,
        fmt::format("unknown kind of table, columns {} (of statistics: {}; of totals: {})",
            joined(table.header(), ","), joined(tidy_columns, ","), joined(totals_columns, ",")),
        described(argument));
}

} // namespace

void check_interval(const Observation& observation)
{
    if (std::isnan(observation.lower) != std::isnan(observation.upper)) {
        throw InputError(ProblemCode::missing, observation.place,
            fmt::format("missing {} end of the interval",
                std::isnan(observation.lower) ? "lower" : "upper"),
            "give lower and upper, or neither");
    }
    if (!std::isnan(observation.lower)
        && !(observation.lower <= observation.value && observation.value <= observation.upper)) {
        throw InputError(ProblemCode::out_of_range, observation.place,
            fmt::format("value {} out of range of its interval {} to {}", observation.value,
                observation.lower, observation.upper));
    }
}

int statistic_year(const std::string& field, const Text& subject)
{
    std::string text(without_blanks(field));
    for (const std::string_view end : { "年", ".0" }) {
        if (text.ends_with(end)) {
            text.resize(text.size() - end.size());
        }
    }
    int year = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), year);
    if (error != std::errc() || end != text.data() + text.size() || year < 1700 || year > 2200) {
        throw InputError(ProblemCode::invalid, subject,
            fmt::format("'{}' is not a year from 1700 to 2200", field));
    }
    return year;
}

void check_given_once(const std::vector<Observation>& observations, const Text& remedy)
{
    std::map<std::tuple<std::string_view, std::string_view, std::string_view, int, std::string_view,
                 std::string_view, std::string_view>,
        const Observation*>
        seen;
    for (const Observation& o : observations) {
        const auto [other, is_new] = seen.try_emplace(
            { o.city, o.id, o.variable, o.year, o.scope, o.sector, o.source }, &o);
        if (!is_new) {
            throw InputError(ProblemCode::duplicate, o.place,
                fmt::format("duplicate value of {} of {} in {}{}{}{} (first at {})", o.variable,
                    o.city, o.year, o.scope.empty() ? "" : fmt::format(", scope '{}'", o.scope),
                    o.sector.empty() ? "" : fmt::format(", sector '{}'", o.sector),
                    o.source.empty() ? "" : fmt::format(", source '{}'", o.source),
                    other->second->place),
                remedy);
        }
    }
}

std::vector<Observation> read_statistics(const std::string& argument)
{
    std::vector<Observation> observations = read_unchecked(argument);
    check_given_once(observations);
    return observations;
}

std::vector<Observation> read_statistics(const std::vector<std::string>& arguments)
{
    std::vector<Observation> all;
    for (const std::string& argument : arguments) {
        std::vector<Observation> some = read_unchecked(argument);
        all.insert(
            all.end(), std::make_move_iterator(some.begin()), std::make_move_iterator(some.end()));
    }
    check_given_once(all);
    return all;
}

} // namespace cityflux
