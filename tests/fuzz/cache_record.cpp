#include "boundaries/kept/city_store.h"
#include "boundaries/kept/coverage_store.h"
#include "tests/fuzz/fuzz_input.h"

/// The body of a record of the cache, with a checksum that is right: what an older or a broken
/// program may have left. The first byte says of which kind: C cities, otherwise a coverage.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace cityflux;
    if (size < 1) {
        return 0;
    }
    const std::string_view body = fuzz::text_of(data + 1, size - 1);
    if (data[0] == 'C') {
        const std::optional<CityList> cities = cities_of_record(body);
        fuzz::demand(!cities || cities_of_record(record_of_cities(*cities)),
            "cities can be kept and found again");
    } else {
        const std::optional<Coverage> coverage = coverage_of_record(body);
        fuzz::demand(!coverage || coverage_of_record(record_of_coverage(*coverage)),
            "a coverage can be kept and found again");
    }
    return 0;
}
