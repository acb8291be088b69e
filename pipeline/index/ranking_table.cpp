#include "pipeline/index/ranking_table.h"

#include "grids/text/error.h"
#include "grids/text/joined.h"
#include "grids/text/words.h"
#include "pipeline/tables/text_table.h"

#include <algorithm>
#include <charconv>
#include <map>

#include <fmt/format.h>

namespace cityflux {
namespace {

std::size_t position_of(const std::string& field, const std::string& place)
{
    std::size_t position = 0;
    const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), position);
    if (error != std::errc() || end != field.data() + field.size() || position == 0) {
        throw InputError(
            fmt::format("{}: '{}' is no position of a ranking; positions are whole numbers from 1",
                place, field));
    }
    return position;
}

bool is_best_first(const std::string& field, const std::string& place)
{
    const std::string direction = lower_case(field);
    if (direction.empty() || direction == "best first") {
        return true;
    }
    if (direction == "worst first") {
        return false;
    }
    if (direction == "lowest first" || direction == "highest first") {
        throw InputError(
            fmt::format("{}: '{}' orders values, and weights are found by an order of scores; if "
                        "the city named "
                        "first is the best, write 'best first', if it is the worst, 'worst first'",
                place, field));
    }
    throw InputError(fmt::format(
        "{}: the direction '{}' is neither 'best first' nor 'worst first'", place, field));
}

void check_columns(const TextTable& table)
{
    const std::vector<std::string> known { "ranking", "direction", "position", "city" };
    for (const std::string& column : table.header()) {
        if (std::none_of(known.begin(), known.end(),
                [&](const std::string& name) { return same_word(name, column); })) {
            const auto near = nearest_words(column, known, 1);
            throw InputError(
                fmt::format("{}: the column '{}' is not known{}; a table of rankings has {}",
                    table.name(), column,
                    near.empty() ? std::string() : fmt::format(" (did you mean {}?)", near.front()),
                    joined(known, ", ")));
        }
    }
}

/// Returns the name of the chosen ranking. Throws InputError, with the names in the file, if it is
/// missing or ambiguous.
std::string chosen_name(const TextTable& table, std::size_t column, const std::string& wanted)
{
    std::vector<std::string> names;
    for (const TextRow& row : table.rows()) {
        if (std::find(names.begin(), names.end(), row.fields[column]) == names.end()) {
            names.push_back(row.fields[column]);
        }
    }
    if (wanted.empty() && names.size() == 1) {
        return names.front();
    }
    if (wanted.empty()) {
        throw InputError(
            fmt::format("{}: the table holds {} rankings ({}); choose one by its name: FILE:NAME",
                table.name(), names.size(), joined(names, ", ")));
    }
    if (std::find(names.begin(), names.end(), wanted) == names.end()) {
        const auto near = nearest_words(wanted, names, 1);
        throw InputError(
            fmt::format("{}: there is no ranking '{}'{}; the table has {}", table.name(), wanted,
                near.empty() ? std::string() : fmt::format(" (did you mean {}?)", near.front()),
                joined(names, ", ")));
    }
    return wanted;
}

} // namespace

bool RankingTable::without_gaps() const
{
    return !cities.empty() && cities.back().position == cities.size();
}

std::string RankingTable::title() const
{
    return name.empty() ? file.string() : fmt::format("{}, ranking {}", file.string(), name);
}

RankingTable read_ranking(const std::filesystem::path& file, const std::string& name)
{
    const TextTable table(file.string(), read_csv(file), true);
    check_columns(table);
    const std::size_t position_column = table.required_column("position");
    const std::size_t city_column = table.required_column("city");
    const auto direction_column = table.column("direction");
    const auto ranking_column = table.column("ranking");
    RankingTable ranking;
    ranking.file = file;
    if (ranking_column) {
        ranking.name = chosen_name(table, *ranking_column, name);
    } else if (!name.empty()) {
        throw InputError(fmt::format(
            "{}: the table has no column 'ranking', so none of it is '{}'; leave the name out",
            table.name(), name));
    }
    std::map<std::size_t, RankedName> by_position;
    for (const TextRow& row : table.rows()) {
        if (ranking_column && row.fields[*ranking_column] != ranking.name) {
            continue;
        }
        const std::string place = table.place(row);
        const bool best_first
            = !direction_column || is_best_first(row.fields[*direction_column], place);
        if (!by_position.empty() && best_first != ranking.best_first) {
            throw InputError(fmt::format(
                "{}: the ranking is best first in some rows and worst first in others; make it two "
                "rankings, with names of their own",
                place));
        }
        ranking.best_first = best_first;
        const std::size_t position = position_of(row.fields[position_column], place);
        if (row.fields[city_column].empty()) {
            throw InputError(fmt::format(
                "{}: position {} has no city; name it, or leave the row out", place, position));
        }
        const auto [before, is_new] = by_position.try_emplace(
            position, RankedName { position, row.fields[city_column], place });
        if (!is_new) {
            throw InputError(fmt::format(
                "{}: position {} is that of {} already ({}); weights are found by an order without "
                "ties: give one of the two another position, or leave it out",
                place, position, before->second.city, before->second.place));
        }
    }
    for (auto& [position, city] : by_position) {
        ranking.cities.push_back(std::move(city));
    }
    return ranking;
}

PublishedRanking published_ranking(
    const RankingTable& table, const CityNames& names, bool others_beyond)
{
    PublishedRanking ranking;
    ranking.best_first = table.best_first;
    ranking.others_beyond = others_beyond && table.without_gaps();
    for (const RankedName& named : table.cities) {
        const CityMatch match = names.find(named.city);
        if (match.cities.empty()) {
            const auto near = names.nearest(named.city);
            throw InputError(fmt::format("{}: '{}' is none of the {} cities{}; correct the name, "
                                         "or choose cities among which it is",
                named.place, named.city, names.cities().size(),
                near.empty() ? std::string() : fmt::format(" (near it: {})", joined(near, ", "))));
        }
        if (!match.clear()) {
            std::vector<std::string> meant;
            for (const std::size_t city : match.cities) {
                meant.push_back(
                    fmt::format("{} ({})", names.cities()[city].name, names.cities()[city].id));
            }
            throw InputError(
                fmt::format("{}: '{}' may be {}; write the id of the one that is meant",
                    named.place, named.city, joined(meant, " or ")));
        }
        const std::size_t city = match.cities.front();
        const auto before = std::find(ranking.named.begin(), ranking.named.end(), city);
        if (before != ranking.named.end()) {
            const RankedName& first
                = table.cities[static_cast<std::size_t>(before - ranking.named.begin())];
            throw InputError(fmt::format(
                "{}: '{}' is {}, whose position is {} already ({}); a city has one place",
                named.place, named.city, names.cities()[city].name, first.position, first.place));
        }
        ranking.named.push_back(city);
    }
    return ranking;
}

} // namespace cityflux
