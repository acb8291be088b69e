#include "grids/catalogue/catalogue.h"

#include "grids/text/error.h"
#include "grids/text/words.h"

#include <algorithm>
#include <system_error>

#include <fmt/format.h>

namespace cityflux {
namespace {

constexpr std::size_t most_suggestions = 3;

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
        throw InputError(fmt::format("{}: the folder of inventories cannot be read: {}",
            folder.string(), trouble.message()));
    }
    std::sort(files.begin(), files.end());
    for (const std::filesystem::path& file : files) {
        Inventory inventory = Inventory::load(file);
        for (const Inventory& other : inventories_) {
            if (same_word(other.name, inventory.name)) {
                throw InputError(fmt::format(
                    "{}: the name '{}' is taken by {}; give one of the two another name",
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
        throw UsageError(fmt::format(
            "there is no file {}; --inventory takes the path of a TOML file or a name that "
            "`cityflux inventories` lists",
            name_or_file));
    }
    std::vector<std::string> names;
    for (const Inventory& inventory : inventories_) {
        names.push_back(inventory.name);
    }
    throw UsageError(fmt::format("no inventory is called '{}'{}; `cityflux inventories` lists "
                                 "them, and the path of a TOML file "
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

} // namespace cityflux
