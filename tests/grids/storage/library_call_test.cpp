#include "grids/storage/library_call.h"

#include "tests/child_runs.h"

#include <csignal>
#include <cstdlib>
#include <functional>
#include <string>
#include <thread>

#include <gmock/gmock.h>

namespace cityflux {
namespace {

using testing::HasSubstr;

constexpr int refused = 3;

/// Returns the end of a process that refuses files on faults of libraries, with a time limit of a
/// second.
ChildEnd end_of(const std::function<void()>& work)
{
    return run_in_children(1,
        [&](std::size_t) {
            refuse_files_on_library_faults(refused, 600);
            work();
            return 0;
        },
        {})
        .front();
}

void fault()
{
    std::raise(SIGSEGV);
}

/// Exit code on a fault, by AddressSanitizer or by the system.
#if defined(__SANITIZE_ADDRESS__)
constexpr int of_a_fault = 1;
#else
constexpr int of_a_fault = 1000 + SIGSEGV;
#endif

/// Uses up the stack.
int recurse(int depth)
{
    volatile char room[4096] = {};
    return depth == 0 ? 0 : recurse(depth - 1) + room[depth % 4096];
}

TEST(LibraryCall, FaultInside_BecomesRefusal)
{
    const ChildEnd end = end_of([] {
        const LibraryCall call("HDF5", "a.nc", "h5dump");
        fault();
    });
    EXPECT_EQ(end.code, refused);
    EXPECT_EQ(end.err,
        "error: a.nc: damaged: the HDF5 library failed on it (segmentation fault); get the file "
        "again, or check it with h5dump\n");
    const ChildEnd aborted = end_of([] {
        const LibraryCall call("GDAL", "a.tif", "gdalinfo");
        std::abort();
    });
    EXPECT_EQ(aborted.code, refused);
    EXPECT_THAT(aborted.err, HasSubstr("a.tif: damaged: the GDAL library failed on it (abort)"));
    const ChildEnd divided = end_of([] {
        const LibraryCall call("GDAL", "a.tif", "gdalinfo");
        std::raise(SIGFPE);
    });
    EXPECT_EQ(divided.code, refused);
    EXPECT_THAT(divided.err, HasSubstr("arithmetic fault"));
}

TEST(LibraryCall, Guard_CoversItsThreadOnly)
{
    const ChildEnd other = end_of([] {
        std::thread([] {
            const LibraryCall call("HDF5", "b.nc", "h5dump");
            fault();
        }).join();
    });
    EXPECT_EQ(other.code, refused);
    EXPECT_THAT(other.err, HasSubstr("b.nc: "));
    const ChildEnd ours = end_of([] {
        const LibraryCall call("HDF5", "b.nc", "h5dump");
        std::thread(fault).join();
    });
    EXPECT_EQ(ours.code, of_a_fault) << "a fault of a thread that is in no library";
}

TEST(LibraryCall, FaultOutside_StaysAFault)
{
    const ChildEnd end = end_of([] {
        {
            const LibraryCall call("HDF5", "a.nc", "h5dump");
        }
        fault();
    });
    EXPECT_EQ(end.code, of_a_fault);
    EXPECT_EQ(end_of([] { std::abort(); }).code, 1000 + SIGABRT);
}

TEST(LibraryCall, NestedCall_NamesTheInnermostLibrary)
{
    EXPECT_THAT(end_of([] {
        const LibraryCall outer("netCDF", "a.nc", "ncdump");
        const LibraryCall inner("HDF5", "a.nc", "h5dump");
        fault();
    }).err,
        HasSubstr("the HDF5 library"));
    EXPECT_THAT(end_of([] {
        const LibraryCall outer("netCDF", "a.nc", "ncdump");
        {
            const LibraryCall inner("HDF5", "a.nc", "h5dump");
        }
        fault();
    }).err,
        HasSubstr("the netCDF library"));
}

TEST(LibraryCall, EndlessCall_BecomesRefusal)
{
    const ChildEnd end = end_of([] {
        const LibraryCall call("HDF5", "a.nc", "h5dump");
        for (volatile bool on = true; on;) { }
    });
    EXPECT_EQ(end.code, refused);
    EXPECT_THAT(end.err, HasSubstr("a.nc: damaged: the HDF5 library failed on it (endless work)"));
    // Many short calls are none without end.
    EXPECT_EQ(end_of([] {
        for (int i = 0; i < 1'000'000; ++i) {
            const LibraryCall call("HDF5", "a.nc", "h5dump");
        }
    }).code,
        0);
}

#if !defined(__SANITIZE_ADDRESS__)
TEST(LibraryCall, StackOverflow_BecomesRefusal)
{
    const auto deep = [] {
        const LibraryCall call("GDAL", "a.geojson", "ogrinfo");
        recurse(1 << 30);
    };
    EXPECT_EQ(end_of(deep).code, refused);
    EXPECT_EQ(end_of([&] { std::thread(deep).join(); }).code, refused);
}
#endif

} // namespace
} // namespace cityflux
