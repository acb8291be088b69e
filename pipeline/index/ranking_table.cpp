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
        throw InputError(ProblemCode::invalid, place,
            fmt::format("'{}' is not a position of a ranking (a whole number from 1)", field));
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
        throw InputError(ProblemCode::unsupported, place,
            fmt::format("unsupported direction '{}': it orders values, but weights are found from "
                        "an order of scores",
                field),
            "write 'best first' if the first city is the best, or 'worst first' if it is the "
            "worst");
    }
    throw InputError(ProblemCode::unknown, place,
        fmt::format("unknown direction '{}' (allowed: 'best first', 'worst first')", field));
}

void check_columns(const TextTable& table)
{
    const std::vector<std::string> known { "ranking", "direction", "position", "city" };
    for (const std::string& column : table.header()) {
        if (std::none_of(known.begin(), known.end(),
                [&](const std::string& name) { return same_word(name, column); })) {
            throw InputError(ProblemCode::unknown, table.name(),
                fmt::format("unknown column '{}'{}, allowed: {}", column,
                    did_you_mean(column, known), joined(known, ", ")));
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
        throw InputError(ProblemCode::ambiguous, table.name(),
            fmt::format(
                "ambiguous ranking: the table has {} ({})", names.size(), joined(names, ", ")),
            { "choose one by its name, e.g. ",
                named(Setting::ranking, fmt::format("{}:{}", table.name(), names.front())) });
    }
    if (std::find(names.begin(), names.end(), wanted) == names.end()) {
        throw InputError(ProblemCode::unknown, table.name(),
            fmt::format("unknown ranking '{}'{}, rankings: {}", wanted, did_you_mean(wanted, names),
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
        throw InputError(ProblemCode::missing, table.name(),
            fmt::format("missing column 'ranking', which the ranking '{}' requires", name),
            "leave the name out");
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
            throw InputError(ProblemCode::inconsistent, place,
                "inconsistent direction: the ranking is best first in some rows and worst first in "
                "others",
                "split it into two rankings with different names");
        }
        ranking.best_first = best_first;
        const std::size_t position = position_of(row.fields[position_column], place);
        if (row.fields[city_column].empty()) {
            throw InputError(ProblemCode::missing, place,
                fmt::format("missing city of position {}", position),
                "name it, or leave the row out");
        }
        const auto [before, is_new] = by_position.try_emplace(
            position, RankedName { position, row.fields[city_column], place });
        if (!is_new) {
            throw InputError(ProblemCode::duplicate, place,
                fmt::format("duplicate position {}, also of {} ({}), but weights are found from an "
                            "order without ties",
                    position, before->second.city, before->second.place),
                "give one of the two another position, or leave it out");
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
    for (const RankedName& ranked : table.cities) {
        const CityMatch match = names.find(ranked.city);
        if (match.cities.empty()) {
            const auto near = names.nearest(ranked.city);
            throw InputError(ProblemCode::unknown, ranked.place,
                fmt::format("unknown city '{}', not one of {}{}", ranked.city,
                    names.cities().size(),
                    near.empty() ? std::string()
                                 : fmt::format(" (nearest: {})", joined(near, ", "))),
                "correct the name, or choose cities that include it");
        }
        if (!match.clear()) {
            std::vector<std::string> meant;
            for (const std::size_t city : match.cities) {
                meant.push_back(
                    fmt::format("{} ({})", names.cities()[city].name, names.cities()[city].id));
            }
            throw InputError(ProblemCode::ambiguous, ranked.place,
                fmt::format("ambiguous city '{}': {}", ranked.city, joined(meant, " or ")),
                "write the id of the city that is meant");
        }
        const std::size_t city = match.cities.front();
        const auto before = std::find(ranking.named.begin(), ranking.named.end(), city);
        if (before != ranking.named.end()) {
            const RankedName& first
                = table.cities[static_cast<std::size_t>(before - ranking.named.begin())];
            throw InputError(ProblemCode::duplicate, ranked.place,
                fmt::format("duplicate city '{}': {} has the position {} already ({})", ranked.city,
                    names.cities()[city].name, first.position, first.place),
                "keep one of its positions");
        }
        ranking.named.push_back(city);
    }
    return ranking;
}

} // namespace cityflux
