#include "pipeline/program/data_folder.h"

#include "tests/refusal.h"

#include <cstdlib>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

/// Declares another data folder while it lives.
class DeclaredFolder {
public:
    explicit DeclaredFolder(const char* folder) { setenv("CITYFLUX_DATA", folder, 1); }
    ~DeclaredFolder() { unsetenv("CITYFLUX_DATA"); }
    DeclaredFolder(const DeclaredFolder&) = delete;
    DeclaredFolder& operator=(const DeclaredFolder&) = delete;
};

TEST(DataFolder, WithoutInventories_IsRefused)
{
    if (std::getenv("CITYFLUX_DATA") != nullptr) {
        GTEST_SKIP() << "CITYFLUX_DATA is set";
    }
    const DeclaredFolder declared("/nowhere");
    EXPECT_EQ(refusal_of([] { data_folder(); }),
        "/nowhere: missing folder config/inventories of the program's own data; set CITYFLUX_DATA "
        "to the folder that holds it, e.g. /usr/local/share/cityflux");
}

} // namespace
} // namespace cityflux
