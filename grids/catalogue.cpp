#include "grids/catalogue.h"

#include "grids/error.h"
#include "grids/grid_file.h"

#include <algorithm>
#include <cctype>
#include <numeric>
#include <string_view>
#include <system_error>

#include <fmt/format.h>

namespace cityflux {
namespace {

constexpr std::size_t most_suggestions = 3;

std::string lower(std::string_view text)
{
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return std::tolower(c); });
    return out;
}

/// The texts of a list, parted by `separator`.
template <typename Texts> std::string joined(const Texts& texts, std::string_view separator)
{
    std::string out;
    for (const auto& text : texts) {
        out.append(out.empty() ? "" : separator).append(text);
    }
    return out;
}

/// How many letters have to be inserted, left out or replaced to make one text of the other.
std::size_t edit_distance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> above(b.size() + 1);
    std::iota(above.begin(), above.end(), std::size_t { 0 });
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::vector<std::size_t> row { i + 1 };
        for (std::size_t j = 0; j < b.size(); ++j) {
            row.push_back(std::min({ above[j + 1] + 1, row[j] + 1, above[j] + (a[i] == b[j] ? 0 : 1) }));
        }
        above = std::move(row);
    }
    return above.back();
}

/// Names near `wanted`, the nearest first: those that contain it, and those that differ in few letters.
std::vector<std::string> nearest_names(const std::vector<Inventory>& inventories, const std::string& wanted)
{
    const std::string word = lower(wanted);
    std::vector<std::pair<std::size_t, std::string>> near;
    for (const Inventory& inventory : inventories) {
        const std::string name = lower(inventory.name);
        const bool contained = word.size() > 1 && name.find(word) != std::string::npos;
        const std::size_t distance = edit_distance(word, name);
        if (contained || distance <= 1 + word.size() / 3) {
            near.emplace_back(contained ? 0 : distance, inventory.name);
        }
    }
    std::stable_sort(near.begin(), near.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    near.resize(std::min(near.size(), most_suggestions));
    std::vector<std::string> names;
    for (auto& [distance, name] : near) {
        names.push_back(std::move(name));
    }
    return names;
}

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
            if (lower(other.name) == lower(inventory.name)) {
                throw InputError(fmt::format("{}: the name '{}' is taken by {}; give one of the two another name", file.string(),
                    inventory.name, other.source.string()));
            }
        }
        inventories_.push_back(std::move(inventory));
    }
}

Inventory Catalogue::find(const std::string& name_or_file) const
{
    for (const Inventory& inventory : inventories_) {
        if (lower(inventory.name) == lower(name_or_file)) {
            return inventory;
        }
    }
    const std::filesystem::path path(name_or_file);
    std::error_code ignored;
    if (lower(path.extension().string()) == ".toml") {
        if (std::filesystem::is_regular_file(path, ignored)) {
            return Inventory::load(path);
        }
        throw UsageError(fmt::format("there is no file {}; --inventory takes the path of a TOML file or a name that "
                                     "`cityflux inventories` lists",
            name_or_file));
    }
    const std::vector<std::string> near = nearest_names(inventories_, name_or_file);
    throw UsageError(fmt::format("no inventory is called '{}'{}; `cityflux inventories` lists them, and the path of a TOML file "
                                 "declares one",
        name_or_file, near.empty() ? "" : fmt::format(" (did you mean {}?)", joined(near, " or "))));
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
            file.path(), joined(names, " and ")));
    }
    return best.empty() ? nullptr : best.front();
}

} // namespace cityflux
