#include "grids/catalogue.h"

#include "grids/error.h"
#include "grids/grid_file.h"
#include "grids/words.h"

#include <algorithm>
#include <string_view>
#include <system_error>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace cityflux {
namespace {

constexpr std::size_t most_suggestions = 3;

bool has_variable(const GridFile& file, const NamePattern& pattern)
{
    return std::any_of(file.variables().begin(), file.variables().end(),
        [&](const GridVariable& variable) { return pattern.match(variable.name).has_value(); });
}

bool has_attribute(const GridFile& file, const std::string& name, const NamePattern& pattern)
{
    const auto holds = [&](const Attributes& attributes) {
        return attributes.has(name) && pattern.match(attributes.text(name)).has_value();
    };
    return holds(file.attributes())
        || std::any_of(file.variables().begin(), file.variables().end(),
            [&](const GridVariable& variable) { return holds(variable.attributes); });
}

/// How many conditions of an inventory a file meets; 0 where it does not fit.
std::size_t conditions_met(const Inventory& inventory, const GridFile& file)
{
    const Inventory::Recognition& recognise = inventory.recognise;
    const bool name = inventory.parts_of_name(file.path()).has_value();
    const bool variables = std::all_of(recognise.variables.begin(), recognise.variables.end(),
        [&](const NamePattern& pattern) { return has_variable(file, pattern); });
    const bool attributes = std::all_of(recognise.attributes.begin(), recognise.attributes.end(),
        [&](const auto& condition) { return has_attribute(file, condition.first, condition.second); });
    if (!variables || !attributes || (recognise.name_required && !name)) {
        return 0;
    }
    return recognise.variables.size() + recognise.attributes.size() + (name ? 1 : 0);
}

} // namespace

Catalogue::Catalogue(const std::filesystem::path& folder)
{
    std::vector<std::filesystem::path> files;
    std::error_code trouble;
    for (const auto& entry : std::filesystem::directory_iterator(folder, trouble)) {
        if (entry.path().extension() == ".toml") {
            files.push_back(entry.path());
        }
    }
    if (trouble) {
        throw InputError(fmt::format("{}: the folder of inventories cannot be read: {}", folder.string(), trouble.message()));
    }
    std::sort(files.begin(), files.end());
    for (const std::filesystem::path& file : files) {
        Inventory inventory = Inventory::load(file);
        for (const Inventory& other : inventories_) {
            if (same_word(other.name, inventory.name)) {
                throw InputError(fmt::format("{}: the name '{}' is taken by {}; give one of the two another name",
                    file.string(), inventory.name, other.source.string()));
            }
        }
        inventories_.push_back(std::move(inventory));
    }
}

Inventory Catalogue::find(const std::string& name_or_file) const
{
    for (const Inventory& inventory : inventories_) {
        if (same_word(inventory.name, name_or_file)) {
            return inventory;
        }
    }
    const std::filesystem::path path(name_or_file);
    std::error_code ignored;
    if (lower_case(path.extension().string()) == ".toml") {
        if (std::filesystem::is_regular_file(path, ignored)) {
            return Inventory::load(path);
        }
        throw UsageError(fmt::format("there is no file {}; --inventory takes the path of a TOML file or a name that "
                                     "`cityflux inventories` lists",
            name_or_file));
    }
    std::vector<std::string> names;
    for (const Inventory& inventory : inventories_) {
        names.push_back(inventory.name);
    }
    throw UsageError(
        fmt::format("no inventory is called '{}'{}; `cityflux inventories` lists them, and the path of a TOML file "
                    "declares one",
            name_or_file, did_you_mean(name_or_file, names, most_suggestions)));
}

std::vector<const Inventory*> Catalogue::named_like(const std::filesystem::path& file) const
{
    std::vector<const Inventory*> found;
    for (const Inventory& inventory : inventories_) {
        if (inventory.parts_of_name(file)) {
            found.push_back(&inventory);
        }
    }
    return found;
}

const Inventory* Catalogue::recognise(const GridFile& file) const
{
    std::size_t most = 1;
    std::vector<const Inventory*> best;
    for (const Inventory& inventory : inventories_) {
        const std::size_t met = conditions_met(inventory, file);
        if (met > most) {
            best.clear();
            most = met;
        }
        if (met == most) {
            best.push_back(&inventory);
        }
    }
    if (best.size() > 1) {
        std::vector<std::string> names;
        for (const Inventory* inventory : best) {
            names.push_back(inventory->name);
        }
        throw InputError(fmt::format("{}: the file fits the inventories {} equally well; say which one it is with "
                                     "--inventory NAME",
            file.path(), fmt::join(names, " and ")));
    }
    return best.empty() ? nullptr : best.front();
}

} // namespace cityflux
