# How a Sixline target is made: one per folder, warnings are errors, links exactly its permitted neighbours.

set(SIXLINE_SANITIZE "" CACHE STRING "Comma-separated -fsanitize list; empty for none")
option(SIXLINE_FUZZ "Build the fuzz targets with libFuzzer (clang)" OFF)
option(SIXLINE_PRECOMPILE "Parse common headers once per build" OFF)
option(SIXLINE_UNITY "Compile several files of a test at a time" OFF)

add_library(sixline_flags INTERFACE)
target_compile_features(sixline_flags INTERFACE cxx_std_20)
target_include_directories(sixline_flags INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(sixline_flags INTERFACE
  -Wall -Wextra -Werror -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast
  -Wnon-virtual-dtor -Woverloaded-virtual -Wimplicit-fallthrough -Wundef)
# GCC 12 warns about bounds inside its own std::vector and std::string once they are inlined; clang and the
# sanitizers watch the real ones.
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  target_compile_options(sixline_flags INTERFACE
    $<$<CONFIG:Release,RelWithDebInfo>:-Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread -Wno-restrict -Wno-maybe-uninitialized>)
endif()
if(SIXLINE_SANITIZE)
  target_compile_options(sixline_flags INTERFACE
    -fsanitize=${SIXLINE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer
    -fno-sanitize=vptr)  # it asks for RTTI, which the card does not have
  target_link_options(sixline_flags INTERFACE -fsanitize=${SIXLINE_SANITIZE})
endif()
if(SIXLINE_FUZZ)
  target_compile_options(sixline_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()

# Only the card is counted: tests, host and servers drive it, and stay as quick as they are.
option(SIXLINE_COVERAGE "Count which lines of card/ are executed (gcc)" OFF)
if(SIXLINE_COVERAGE)
  target_link_options(sixline_flags INTERFACE --coverage)
endif()

# The card never sees exceptions, RTTI or a heap, on the desktop either. tl::expected is the one header it
# borrows; cross builds get a private copy so that the host's include path stays out.
add_library(sixline_card_flags INTERFACE)
target_link_libraries(sixline_card_flags INTERFACE sixline_flags)
target_compile_options(sixline_card_flags INTERFACE -fno-exceptions -fno-rtti -fno-threadsafe-statics)
if(SIXLINE_COVERAGE)
  target_compile_options(sixline_card_flags INTERFACE --coverage -fprofile-update=atomic -O0)
endif()
find_file(SIXLINE_TL_EXPECTED tl/expected.hpp PATHS /usr/include NO_CMAKE_FIND_ROOT_PATH REQUIRED)
configure_file(${SIXLINE_TL_EXPECTED} ${PROJECT_BINARY_DIR}/private/tl/expected.hpp COPYONLY)
target_include_directories(sixline_flags SYSTEM INTERFACE ${PROJECT_BINARY_DIR}/private)

# Headers parsed once; they halve the build. One set is compiled like the libraries, one like the tests: a test
# is compiled without optimisation, since it is built far more often than it runs, and links optimised libraries.
add_library(sixline_test_flags INTERFACE)
target_link_libraries(sixline_test_flags INTERFACE sixline_flags)
target_compile_options(sixline_test_flags INTERFACE $<$<CONFIG:Release>:-O0>)
if(SIXLINE_UNITY)
  target_compile_options(sixline_test_flags INTERFACE -Wno-shadow)
endif()
# What headers bring into a test is compiled once for several files, in less than half the time. A name of one file
# may hide that of another then, which is no fault; builds without it look for those that are. `ARGN`: files whose
# own names are also those of a neighbour.
function(sixline_unity name)
  set_target_properties(${name} PROPERTIES UNITY_BUILD ${SIXLINE_UNITY} UNITY_BUILD_BATCH_SIZE 6)
  set_source_files_properties(${ARGN} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()
function(sixline_precompile name kind)
  if(SIXLINE_PRECOMPILE AND NOT SIXLINE_CROSS)
    target_precompile_headers(${name} REUSE_FROM sixline_precompiled_${kind})
    # Some libraries ask for it (PC/SC), and headers are shared only between units that agree.
    target_compile_options(${name} PRIVATE -pthread)
  endif()
endfunction()
function(sixline_add_precompiled)
  foreach(kind std test)
    file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/precompiled/${kind}.cpp CONTENT "")
    add_library(sixline_precompiled_${kind} OBJECT ${PROJECT_BINARY_DIR}/precompiled/${kind}.cpp)
    target_precompile_headers(sixline_precompiled_${kind} PRIVATE ${PROJECT_SOURCE_DIR}/tools/cmake/precompiled_${kind}.hpp)
    target_compile_options(sixline_precompiled_${kind} PRIVATE -pthread)
  endforeach()
  target_link_libraries(sixline_precompiled_std PRIVATE sixline_flags)
  target_link_libraries(sixline_precompiled_test PRIVATE sixline_test_flags GTest::gtest)
endfunction()

# sixline_card_library(<name> SOURCES ... LINKS ...): a folder of the card.
function(sixline_card_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS" ${ARGN})
  if(ARG_SOURCES)
    add_library(${name} STATIC ${ARG_SOURCES})
    target_link_libraries(${name} PUBLIC ${ARG_LINKS} PRIVATE sixline_card_flags)
    target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR})
    target_include_directories(${name} SYSTEM PUBLIC ${PROJECT_BINARY_DIR}/private)
  else()
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE ${ARG_LINKS})
    target_include_directories(${name} INTERFACE ${PROJECT_SOURCE_DIR})
    target_include_directories(${name} SYSTEM INTERFACE ${PROJECT_BINARY_DIR}/private)
  endif()
  set_property(GLOBAL APPEND PROPERTY SIXLINE_CARD_TARGETS ${name})
endfunction()

# sixline_library(<name> SOURCES ... LINKS ...): a folder of host/, servers/, hardware/ or tests/support.
function(sixline_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS" ${ARGN})
  if(ARG_SOURCES)
    add_library(${name} STATIC ${ARG_SOURCES})
    target_link_libraries(${name} PUBLIC sixline_flags ${ARG_LINKS})
    sixline_precompile(${name} std)
  else()
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE sixline_flags ${ARG_LINKS})
  endif()
endfunction()

# sixline_program(<name> SOURCES ... LINKS ...): an executable in build/<preset>/bin.
function(sixline_program name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE sixline_flags ${ARG_LINKS})
  sixline_precompile(${name} std)
endfunction()

# sixline_test(<name> LABEL unit SOURCES ... LINKS ...): one GoogleTest program; every case is a ctest test
# carrying the label, so that `ctest -L unit` and `ctest -N` tell the levels apart. ALONE: see sixline_unity. WHOLE: one test for the
# program, because what its cases share (a database server) is dear to start. What takes longest (WHOLE, and
# firmware under emulation) begins first, so that ctest's processors end together.
function(sixline_test name)
  cmake_parse_arguments(ARG "WHOLE" "LABEL" "SOURCES;LINKS;ALONE" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE sixline_flags ${ARG_LINKS} GTest::gmock GTest::gtest_main sixline_test_flags)
  sixline_precompile(${name} test)
  sixline_unity(${name} ${ARG_ALONE})
  if(ARG_WHOLE)
    add_test(NAME ${name} COMMAND ${name})
    set_tests_properties(${name} PROPERTIES LABELS ${ARG_LABEL} TIMEOUT 600 COST 100)
    return()
  endif()
  set(cost 0)
  if(ARG_LABEL STREQUAL firmware)
    set(cost 50)
  endif()
  gtest_discover_tests(${name} TEST_PREFIX "${name}." PROPERTIES LABELS ${ARG_LABEL} COST ${cost}
    DISCOVERY_TIMEOUT 60)
endfunction()
