#include "pipeline/tables/statistics.h"

#include "grids/text/joined.h"
#include "grids/text/words.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace cityflux {
namespace {

/// Limit of name pairs for the search of similar names, which takes time for each pair. The first
/// 20 names are always searched.
constexpr std::size_t most_pairs_of_names = 50'000;

} // namespace

Message UnmatchedName::message() const
{
    const std::string subject
        = place + (times > 1 ? fmt::format(" and {} more", times - 1) : std::string());
    if (ids_disagree) {
        return { .code = ProblemCode::inconsistent,
            .subject = subject,
            .problem = fmt::format(
                "inconsistent name and id: the name '{}' is that of {}, the id that of {}", name,
                meant.front(), meant.back()),
            .remedy = "correct the one that is wrong" };
    }
    if (!meant.empty()) {
        return { .code = ProblemCode::ambiguous,
            .subject = subject,
            .problem = fmt::format("ambiguous city '{}': {}", name, joined(meant, " or ")),
            .remedy = "write the name of the city that is meant" };
    }
    return { .code = ProblemCode::unknown,
        .subject = subject,
        .problem = fmt::format("unknown city '{}'{}", name,
            nearest.empty() ? std::string()
                            : fmt::format(" (nearest: {})", joined(nearest, ", "))) };
}

UnmatchedName unmatched_name(const std::string& name, const std::string& place,
    const CityMatch& match, const CityNames& cities, std::size_t before)
{
    UnmatchedName out { name, place, 0, {}, {}, match.ids_disagree };
    for (const std::size_t city : match.cities) {
        const NamedCity& meant = cities.cities()[city];
        out.meant.push_back(
            match.ids_disagree ? fmt::format("{} ({})", meant.name, meant.id) : meant.name);
    }
    if (out.meant.empty()
        && before < std::max<std::size_t>(20, most_pairs_of_names / (cities.cities().size() + 1))) {
        out.nearest = cities.nearest(name);
    }
    return out;
}

Statistics::Statistics(const std::vector<Observation>& observations, const CityNames& cities)
    : cities_(cities)
{
    std::map<std::pair<std::string_view, std::string_view>, CityMatch> matches;
    std::map<std::string_view, std::size_t> unmatched_at;
    for (const Observation& o : observations) {
        const auto [match, is_new] = matches.try_emplace({ o.city, o.id });
        if (is_new) {
            match->second = cities.find(o.city, o.id);
        }
        variables_.insert(o.variable);
        if (match->second.clear()) {
            auto& by_city = values_[lower_case(o.variable)];
            by_city.resize(cities.cities().size());
            by_city[match->second.cities.front()].push_back(&o);
            continue;
        }
        const auto [at, is_new_name] = unmatched_at.try_emplace(o.city, unmatched_.size());
        if (is_new_name) {
            unmatched_.push_back(
                unmatched_name(o.city, o.place, match->second, cities, unmatched_.size()));
        }
        ++unmatched_[at->second].times;
    }
}

const std::vector<const Observation*>& Statistics::of(
    const std::string& variable, std::size_t city) const
{
    static const std::vector<const Observation*> none;
    const auto found = values_.find(lower_case(variable));
    return found == values_.end() ? none : found->second[city];
}

bool Statistics::has(const std::string& variable) const
{
    return values_.contains(lower_case(variable));
}

} // namespace cityflux
