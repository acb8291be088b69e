#pragma once

#include "tests/temporary_folder.h"

#include <filesystem>
#include <fstream>
#include <string>

namespace cityflux {

/// A folder of inventories, each "NAME" with the lines of its [recognise].
class InventoryFolder {
public:
    InventoryFolder& add(
        const std::string& file, const std::string& name, const std::string& recognise = "")
    {
        std::ofstream(path() / file)
            << "name = \"" << name
            << "\"\ntitle = \"t\"\nfamily = \"f\"\ncitation = \"c\"\nlicence = \"l\"\n"
            << "url = \"u\"\n[recognise]\n"
            << recognise << "\n";
        return *this;
    }

    const std::filesystem::path& path() const { return folder_.path(); }

private:
    TemporaryFolder folder_;
};

} // namespace cityflux
