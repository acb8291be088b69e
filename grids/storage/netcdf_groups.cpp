#include "grids/storage/netcdf_groups.h"

#include "grids/text/error.h"

#include <algorithm>
#include <numeric>
#include <optional>

#include <fmt/format.h>

namespace cityflux {
namespace {

using Variable = NetcdfHandle::Variable;

/// Returns the groups of a path, with '/' at the end: "a/b/" of "a/b/x", "" of "x".
std::string groups_of(const std::string& path)
{
    const std::size_t end = path.rfind('/');
    return end == std::string::npos ? std::string() : path.substr(0, end + 1);
}

/// Returns the group around another: "a/" of "a/b/". Requires: `groups` is not empty.
std::string outer_group(const std::string& groups)
{
    return groups_of(groups.substr(0, groups.size() - 1));
}

/// Returns the innermost group of a path that ends with '/'.
std::string innermost(const std::string& groups)
{
    const std::string outer = outer_group(groups);
    return groups.substr(outer.size(), groups.size() - outer.size() - 1);
}

const Variable* find_path(const NetcdfHandle& handle, const std::string& path)
{
    const auto found = std::ranges::find(handle.variables(), path, &Variable::path);
    return found == handle.variables().end() ? nullptr : &*found;
}

/// Returns the only variable with a base name, or nullptr.
const Variable* find_single(const NetcdfHandle& handle, const std::string& name)
{
    const Variable* single = nullptr;
    for (const Variable& variable : handle.variables()) {
        if (base_name(variable) == name) {
            if (single != nullptr) {
                return nullptr;
            }
            single = &variable;
        }
    }
    return single;
}

/// Returns the groups that all numeric variables of two dimensions or more share.
std::string shared_groups(const std::vector<Variable>& variables)
{
    std::optional<std::string> shared;
    for (const Variable& variable : variables) {
        if (!variable.numeric || variable.dimensions.size() < 2) {
            continue;
        }
        const std::string groups = groups_of(variable.path);
        if (!shared) {
            shared = groups;
        }
        while (!shared->empty() && !groups.starts_with(*shared)) {
            shared = outer_group(*shared);
        }
    }
    return shared.value_or("");
}

bool is_year(const std::string& name)
{
    return name.size() == 4 && name >= "1700" && name <= "2200"
        && name.find_first_not_of("0123456789") == std::string::npos;
}

/// Returns the year that the groups of a path state, nearest first. Empty if there is none.
std::string year_of(std::string groups, const std::map<std::string, Attributes>& attributes)
{
    for (; !groups.empty(); groups = outer_group(groups)) {
        if (const auto own = attributes.find(groups);
            own != attributes.end() && own->second.has("year")) {
            return own->second.text("year");
        }
        if (is_year(innermost(groups))) {
            return innermost(groups);
        }
    }
    return {};
}

/// Coordinate of a dimension, with its stored numbers.
struct Coordinate {
    const Variable* variable = nullptr;
    std::vector<double> numbers {};
};

bool same_axis(const Coordinate& a, const Coordinate& b)
{
    return base_name(*a.variable) == base_name(*b.variable) && a.numbers == b.numbers
        && a.variable->attributes.text("units") == b.variable->attributes.text("units");
}

} // namespace

std::string base_name(const Variable& variable)
{
    return variable.path.substr(groups_of(variable.path).size());
}

bool is_in_scope(const Variable& variable, const Variable& other)
{
    return other.path.starts_with(groups_of(variable.path));
}

const Variable* find_near(const NetcdfHandle& handle, const std::string& name, const Variable& from)
{
    if (name.empty()) {
        return nullptr;
    }
    if (name.front() == '/') {
        return find_path(handle, name.substr(1));
    }
    std::string groups = groups_of(from.path);
    std::string rest = name;
    for (; rest.starts_with("../") && !groups.empty(); rest.erase(0, 3)) {
        groups = outer_group(groups);
    }
    while (true) {
        if (const Variable* found = find_path(handle, groups + rest)) {
            return found;
        }
        if (groups.empty()) {
            return find_single(handle, rest);
        }
        groups = outer_group(groups);
    }
}

std::vector<std::size_t> equal_dimensions(const NetcdfHandle& handle)
{
    std::vector<std::size_t> equal(handle.dimensions().size());
    std::iota(equal.begin(), equal.end(), std::size_t { 0 });
    std::map<std::size_t, Coordinate> coordinates; // by dimension
    for (const Variable& variable : handle.variables()) {
        if (!variable.numeric || variable.dimensions.size() != 1
            || base_name(variable) != handle.dimensions()[variable.dimensions[0]].name) {
            continue;
        }
        const std::size_t dimension = variable.dimensions[0];
        const Coordinate own { &variable, handle.numbers(variable) };
        const auto [first, added] = coordinates.try_emplace(dimension, own);
        if (!added && own.numbers != first->second.numbers) {
            throw InputError(ProblemCode::inconsistent, handle.path(),
                fmt::format("inconsistent coordinates of dimension '{}': '{}' differs from '{}'",
                    base_name(variable), variable.path, first->second.variable->path),
                "write each group to a file of its own, e.g. with ncks -g GROUP");
        }
        for (const auto& [other, coordinate] : coordinates) {
            if (other != dimension && equal[other] == other && same_axis(own, coordinate)) {
                equal[dimension] = other;
                break;
            }
        }
    }
    return equal;
}

void name_by_groups(
    std::vector<Variable>& variables, const std::map<std::string, Attributes>& attributes)
{
    const std::string shared = shared_groups(variables);
    for (Variable& variable : variables) {
        const std::string groups = groups_of(variable.path);
        variable.name = base_name(variable);
        if (groups.empty()) {
            continue;
        }
        std::string rest = groups;
        while (!rest.empty() && rest != shared) {
            if (!is_year(innermost(rest))) {
                variable.name.insert(0, innermost(rest) + "/");
            }
            rest = outer_group(rest);
        }
        const std::string year = year_of(groups, attributes);
        if (!year.empty() && !variable.attributes.has("year")) {
            variable.attributes.set("year", { year, {} });
        }
    }
}

Attributes common_attributes(
    const std::vector<Variable>& variables, const std::map<std::string, Attributes>& attributes)
{
    const std::string shared = shared_groups(variables);
    Attributes common;
    // Paths are in the order of the alphabet, so that a group comes before those in it.
    for (const auto& [path, own] : attributes) {
        if (shared.starts_with(path)) {
            for (const auto& [name, value] : own) {
                common.set(name, value);
            }
        }
    }
    return common;
}

} // namespace cityflux
