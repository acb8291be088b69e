#include "pipeline/agreement/reference_scaling.h"

#include "grids/text/error.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

namespace cityflux {
namespace {

double sum_of(const std::vector<std::size_t>& cities, const std::vector<double>& values)
{
    double sum = 0.0;
    for (const std::size_t city : cities) {
        sum += values[city];
    }
    return sum;
}

void check(const ReferenceTotal& reference)
{
    if (!(reference.value >= 0.0) || std::isinf(reference.value)) {
        throw InputError(fmt::format("reference '{}': its value is {} t; it has to be 0 or more",
            reference.name, reference.value));
    }
    if (!(reference.share > 0.0 && reference.share <= 1.0)) {
        throw InputError(fmt::format("reference '{}': the share that the cities are of it is {}; "
                                     "it has to lie above 0 and not above 1",
            reference.name, reference.share));
    }
    if (!(reference.sigma >= 0.0) || std::isinf(reference.sigma)) {
        throw InputError(
            fmt::format("reference '{}': its uncertainty is {}; it has to be 0 or more",
                reference.name, reference.sigma));
    }
}

std::vector<std::size_t> covered_by(
    const ReferenceTotal& reference, const std::vector<ComparedCity>& cities)
{
    for (const std::string& id : reference.ids) {
        if (std::none_of(cities.begin(), cities.end(),
                [&](const ComparedCity& city) { return city.id == id; })) {
            throw InputError(fmt::format("reference '{}': no city of the table has the id '{}'; "
                                         "take it out of the reference, and "
                                         "state the share that the others are",
                reference.name, id));
        }
    }
    std::vector<std::size_t> covered;
    for (std::size_t city = 0; city < cities.size(); ++city) {
        const std::string& id = cities[city].id;
        if (reference.ids.empty() ? id.starts_with(reference.prefix)
                                  : std::find(reference.ids.begin(), reference.ids.end(), id)
                    != reference.ids.end()) {
            covered.push_back(city);
        }
    }
    if (covered.empty()) {
        throw InputError(
            fmt::format("reference '{}': no city of the table has an id that begins with '{}'",
                reference.name, reference.prefix));
    }
    return covered;
}

/// Adds the rounding error of the sum to the largest value.
void close(ScaledGroup& group, std::vector<double>& values)
{
    const std::size_t largest = *std::max_element(group.cities.begin(), group.cities.end(),
        [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
    double rest = group.target - sum_of(group.cities, values);
    for (int round = 0; round < 8 && rest != 0.0; ++round) {
        values[largest] += rest;
        const double left = group.target - sum_of(group.cities, values);
        if (std::abs(left) >= std::abs(rest)) {
            values[largest] -= rest; // no value of this city gives the last digit of the sum
            break;
        }
        rest = left;
    }
    group.residual
        = group.target > 0.0 ? (sum_of(group.cities, values) - group.target) / group.target : 0.0;
}

} // namespace

std::vector<ScaledGroup> groups_of(
    const std::vector<ComparedCity>& cities, const std::vector<ReferenceTotal>& references)
{
    if (references.empty()) {
        throw InputError("scale: no reference total is given; name one for the nation, or one for "
                         "each province");
    }
    std::vector<ScaledGroup> groups;
    std::vector<const ReferenceTotal*> covered(cities.size(), nullptr);
    for (const ReferenceTotal& reference : references) {
        check(reference);
        ScaledGroup group;
        group.reference = reference.name;
        group.source = reference.source;
        group.value = reference.value;
        group.share = reference.share;
        group.year = reference.year;
        group.cities = covered_by(reference, cities);
        group.target = reference.value * reference.share;
        group.sigma = reference.sigma;
        for (const std::size_t city : group.cities) {
            if (covered[city] != nullptr) {
                throw InputError(fmt::format("reference '{}' ({}): {} ({}) is in reference '{}' "
                                             "({}) too; a city can be brought to "
                                             "one total only: give a table of references that has "
                                             "the nation or its provinces, "
                                             "of one source",
                    reference.name, reference.source, cities[city].name, cities[city].id,
                    covered[city]->name, covered[city]->source));
            }
            covered[city] = &reference;
        }
        groups.push_back(std::move(group));
    }
    return groups;
}

void scale_to(std::vector<ScaledGroup>& groups, std::vector<double>& values,
    const std::vector<ComparedCity>& cities, const std::string& primary)
{
    for (ScaledGroup& group : groups) {
        for (const std::size_t city : group.cities) {
            if (!(values[city] >= 0.0) || std::isinf(values[city])) {
                throw InputError(fmt::format("reference '{}': {} has {} for {} ({}), so that the "
                                             "reference cannot be shared out; take the city out of "
                                             "the table, and state the share that the others are",
                    group.reference, primary,
                    std::isnan(values[city]) ? std::string("no value")
                                             : fmt::format("{} t", values[city]),
                    cities[city].name, cities[city].id));
            }
        }
        group.before = sum_of(group.cities, values);
        if (group.before == 0.0 && group.target > 0.0) {
            throw InputError(fmt::format(
                "reference '{}': {} is 0 in all its cities, so there is nothing to share it out by",
                group.reference, primary));
        }
        group.factor = group.before > 0.0 ? group.target / group.before : 1.0;
        for (const std::size_t city : group.cities) {
            values[city] *= group.factor;
        }
        close(group, values);
    }
}

std::vector<ReferenceTotal> references_from(
    const EstimateTable& table, std::size_t inventory, std::size_t primary, std::size_t digits)
{
    std::map<std::string, ReferenceTotal> by_prefix;
    std::map<std::string, double> of_primary;
    for (std::size_t city = 0; city < table.cities.size(); ++city) {
        const Estimate& estimate = table.estimates[inventory][city];
        const Estimate& own = table.estimates[primary][city];
        if (!estimate.present() || !own.present()) {
            continue;
        }
        const std::string key = table.cities[city].id.substr(0, digits);
        ReferenceTotal& reference = by_prefix[key];
        reference.name = table.inventories[inventory] + (key.empty() ? " (all cities)" : " " + key);
        reference.source = table.inventories[inventory];
        reference.prefix = key;
        reference.ids.push_back(table.cities[city].id);
        reference.value += estimate.value;
        of_primary[key] += own.value;
    }
    std::vector<ReferenceTotal> references;
    for (auto& [key, reference] : by_prefix) {
        if (of_primary[key] > 0.0) {
            references.push_back(std::move(reference));
        }
    }
    return references;
}

} // namespace cityflux
